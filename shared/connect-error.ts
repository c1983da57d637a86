export interface ConnectErrorDetails {
  /** The HTTP status. 0 if there was no response. */
  status: number
  /** Message for the user. It must not contain a secret. */
  message: string
  /** The platform that the error is about. */
  platform?: string
  /** Headers of the response, such as `Retry-After`. */
  headers?: Record<string, string>
  /** The original error. It is never sent to the client. */
  cause?: unknown
}

/**
 * An error with a permanent code. Server and client use the same class. It does
 * not import the error catalogue: clients get the message from the server, so
 * they do not have to load all messages.
 */
export class ConnectError<Code extends string = string> extends Error {
  override readonly name = 'ConnectError'
  readonly status: number
  readonly platform?: string
  readonly headers: Record<string, string>

  constructor(readonly code: Code, { status, message, platform, headers = {}, cause }: ConnectErrorDetails) {
    super(message, { cause })
    this.status = status
    this.platform = platform
    this.headers = headers
  }
}
