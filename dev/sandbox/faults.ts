import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from './http'
import { json } from './http'
import type { EndpointName } from './provider'
import type { Platform } from './registry'

/** What goes wrong. Except for `delay` and `lose-answer`, the operation is not carried out. */
export type Fault
  = | { kind: 'status', status: number, headers?: Record<string, string>, body?: unknown }
  /** The normal answer after `ms`; a caller that hangs up earlier was never served. */
    | { kind: 'delay', ms: number }
  /** 200 and JSON by its content type, cut off in the middle. */
    | { kind: 'malformed' }
  /** 200 with an HTML page, as a captive portal or a block page answers. */
    | { kind: 'html' }
  /** The connection ends without an answer. */
    | { kind: 'drop' }
  /** The provider carries the operation out, and the connection ends before its answer. */
    | { kind: 'lose-answer' }

/** When a fault strikes. */
export interface FaultRule {
  platform: Platform
  endpoint: EndpointName
  /** Only for calls made with this identity's code, token or key. @default every call */
  identity?: string
  /** How many calls it strikes; 0 = all until cleared. @default 1 */
  times?: number
  fault: Fault
}

/** The faults waiting to strike. */
export class FaultList {
  #rules: { rule: FaultRule, left: number }[] = []

  add(rule: FaultRule) {
    this.#rules.push({ rule, left: rule.times || (rule.times === 0 ? Infinity : 1) })
  }

  clear() {
    this.#rules = []
  }

  /** The oldest fault for this call, counted as struck. */
  take(platform: Platform, endpoint: EndpointName, identity: string | undefined): Fault | undefined {
    const match = this.#rules.find(({ rule }) => rule.platform === platform && rule.endpoint === endpoint
      && (rule.identity === undefined || rule.identity === identity))
    if (!match) return undefined
    match.left -= 1
    if (match.left <= 0) this.#rules = this.#rules.filter(entry => entry !== match)
    return match.rule.fault
  }
}

/** How an exchange ends: an answer, and whether the caller gets to see it. */
export interface Outcome {
  reply?: Reply
  delivered: boolean
}

/**
 * Runs one call under a fault.
 *
 * @param fault the fault that strikes, if one does
 * @param handle carries the operation out
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
