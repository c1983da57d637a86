import type { ErrorBody } from './errors'
import type { PlatformId } from './platforms'

export interface ConnectErrorDetails {
  /** The HTTP status; 0 where nothing answered. */
  status: number
  /** For a person. Never holds a secret: it is shown. */
  message: string
  /** The platform it concerns. */
  platform?: PlatformId
  /** Headers of the answer, such as `Retry-After`. */
  headers?: Record<string, string>
  /** The reason, which stays where the error was made. */
  cause?: unknown
}

/**
 * An error with a permanent code, on either side of the wire. It comes without
 * the catalogue's messages, which the browser has no use for: the server sends
 * the one that applies.
 */
export class ConnectError<Code extends string = string> extends Error {
  override readonly name = 'ConnectError'
  readonly status: number
  readonly platform?: PlatformId
  readonly headers: Record<string, string>

  constructor(readonly code: Code, { status, message, platform, headers = {}, cause }: ConnectErrorDetails) {
    super(message, { cause })
    this.status = status
    this.platform = platform
    this.headers = headers
  }

  /** The status under the name h3 looks for, for errors that leave a handler of the app's own. */
  get statusCode(): number {
    return this.status
  }

  toBody(): Omit<ErrorBody, 'code'> & { code: Code } {
    return { error: this.message, code: this.code, ...(this.platform && { platform: this.platform }) }
  }
}
