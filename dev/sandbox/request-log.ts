import type { Fault } from './faults'
import type { EndpointName } from './provider'

/** A request to a simulated provider. It contains no secret: the path has no query. */
export interface LoggedRequest {
  /** The platform's id. */
  platform: string
  endpoint: EndpointName
  method: string
  path: string
  /** Status of the response. 0 while it is pending, and for a closed connection. */
  status: number
  /** When the request arrived, ISO 8601. */
  at: string
  /** Owner of the code, token, key or consent, if known. */
  identity?: string
  /** The client authentication, if it was valid. */
  clientAuth?: 'basic' | 'body'
  /** Whether a code exchange contained a PKCE verifier. */
  pkce?: boolean
  /** The fault that was applied, if any. */
  fault?: Fault['kind']
}

/** Filter for requests. Without a field, all values match. */
export interface RequestFilter {
  platform?: string
  endpoint?: EndpointName
}

/** The requests since the last reset, oldest first. */
export class RequestLog {
  #entries: LoggedRequest[] = []

  /** Adds a request when it arrives. The caller sets its status later. */
  add(entry: LoggedRequest): LoggedRequest {
    this.#entries.push(entry)
    return entry
  }

  list({ platform, endpoint }: RequestFilter = {}): LoggedRequest[] {
    return this.#entries.filter(entry => (!platform || entry.platform === platform) && (!endpoint || entry.endpoint === endpoint))
  }

  clear() {
    this.#entries = []
  }
}
