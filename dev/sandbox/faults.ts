import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from './http'
import { json } from './http'
import type { EndpointName } from './provider'

/** A simulated fault. Only with `delay` and `lose-answer`, the provider still performs the operation. */
export type Fault
  = | { kind: 'status', status: number, headers?: Record<string, string>, body?: unknown }
  /** Responds normally after `ms`. If the caller disconnects earlier, the operation is not performed. */
    | { kind: 'delay', ms: number }
  /** Responds with 200 and truncated JSON. */
    | { kind: 'malformed' }
  /** Responds with 200 and an HTML page, like a captive portal. */
    | { kind: 'html' }
  /** Closes the connection without a response. */
    | { kind: 'drop' }
  /** Performs the operation, and closes the connection before the response. */
    | { kind: 'lose-answer' }

/** A fault and the requests that it applies to. */
export interface FaultRule {
  /** The platform's id. */
  platform: string
  endpoint: EndpointName
  /** Applies only to requests with a code, token or key of this identity. @default all requests */
  identity?: string
  /** Number of requests that it applies to. 0: all, until cleared. @default 1 */
  times?: number
  fault: Fault
}

/** The pending faults. */
export class FaultList {
  #rules: { rule: FaultRule, left: number }[] = []

  add(rule: FaultRule) {
    this.#rules.push({ rule, left: rule.times || (rule.times === 0 ? Infinity : 1) })
  }

  clear() {
    this.#rules = []
  }

  /** Returns the oldest fault for a request, and counts it as applied. */
  take(platform: string, endpoint: EndpointName, identity: string | undefined): Fault | undefined {
    const match = this.#rules.find(({ rule }) => rule.platform === platform && rule.endpoint === endpoint
      && (rule.identity === undefined || rule.identity === identity))
    if (!match) return undefined
    match.left -= 1
    if (match.left <= 0) this.#rules = this.#rules.filter(entry => entry !== match)
    return match.rule.fault
  }
}

/** Result of a request: the response, and whether to send it to the caller. */
export interface Outcome {
  reply?: Reply
  delivered: boolean
}

/**
 * Handles a request with a fault.
 *
 * @param fault the fault to apply, if any
 * @param handle performs the operation
 * @param hungUp aborts when the caller closes the connection or the sandbox stops
 */
export async function runWithFault(fault: Fault | undefined, handle: () => Reply | Promise<Reply>, hungUp: AbortSignal): Promise<Outcome> {
  switch (fault?.kind) {
    case undefined:
      return { reply: await handle(), delivered: true }
    case 'delay':
      await sleep(fault.ms, undefined, { signal: hungUp }).catch(() => {})
      return hungUp.aborted ? { delivered: false } : { reply: await handle(), delivered: true }
    case 'lose-answer':
      return { reply: await handle(), delivered: false }
    case 'drop':
      return { delivered: false }
    case 'malformed':
      return { reply: { ...json(200, {}), body: '{"access_token":"sandbox_cut_off","id":"sandb' }, delivered: true }
    case 'html':
      return { reply: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!doctype html><title>Sandbox fault</title><p>Not the API.</p>' }, delivered: true }
    case 'status':
      return { reply: statusReply(fault), delivered: true }
  }
}

function statusReply({ status, headers, body }: Extract<Fault, { kind: 'status' }>): Reply {
  if (typeof body === 'string') return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
  return json(status, body ?? { error: 'sandbox_fault' }, headers)
}
