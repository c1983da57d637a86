import type { Fault } from './faults'
import type { EndpointName } from './provider'
import type { Platform } from './registry'

/** One call to a simulated provider. Holds no secret: the path is without its query. */
export interface LoggedRequest {
  platform: Platform
  endpoint: EndpointName
  method: string
  path: string
  /** What the provider answered; 0 while it has not, and for a dropped connection. */
  status: number
  /** When it arrived, ISO 8601. */
  at: string
  /** Whose code, token, key or consent it was, when that is known. */
  identity?: string
  /** The scripted fault that struck, if one did. */
  fault?: Fault['kind']
}

/** Which calls to list; an absent field matches all. */
export interface RequestFilter {
  platform?: Platform
  endpoint?: EndpointName
}

/** The calls since the last reset, oldest first. */
export class RequestLog {
  #entries: LoggedRequest[] = []

  /** Adds a call at its arrival; the caller fills in its status later. */
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
