import type { H3Event } from 'h3'
import { withRequestScope } from '../database/request-scope'
import type { RequestScope } from '../database/request-scope'

/** Runs the work of a request. Its queries share a time limit, and those that wait for a connection are abandoned when the client leaves. */
export function runRequest<T>(event: H3Event, run: (scope: RequestScope) => Promise<T>): Promise<T> {
  const client = new AbortController()
  const { res } = event.node
  // Requests of server rendering have a response without events.
  res?.once?.('close', () => {
    if (!res.writableEnded) client.abort()
  })
  return withRequestScope(run, client.signal)
}
