import { AsyncLocalStorage } from 'node:async_hooks'
import { databaseLimits } from './limits'
import { DatabaseUnavailable, toUnavailable } from './unavailable'

/** What queries know about the request that they belong to. */
export interface RequestScope {
  /** Milliseconds since the epoch. Queries of the request fail after this time. Infinity once the request has ended. */
  deadline: number
  /** Aborted when the client leaves. Queries that wait for a connection then fail. */
  signal?: AbortSignal
  /** The last query of the request that failed because the database is unavailable. Better Auth converts such errors to other ones. */
  failure?: DatabaseUnavailable
}

const storage = new AsyncLocalStorage<RequestScope>()

/**
 * Runs the work of a request. Its queries share one time limit, so that many slow
 * queries are not slower than one. A nested call uses the scope that there is.
 */
export async function withRequestScope<T>(run: (scope: RequestScope) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const current = storage.getStore()
  if (current) return run(current)
  const scope: RequestScope = { deadline: Date.now() + databaseLimits().request, signal }
  try {
    return await storage.run(scope, run, scope)
  }
  finally {
    // Work that the request has started and that is still running gets the usual limits.
    scope.deadline = Infinity
    scope.signal = undefined
  }
}

/** Runs work that must not end with the request that started it, such as the renewal of a token that several requests wait for. */
export function outsideRequestScope<T>(run: () => T): T {
  return storage.exit(run)
}

/** The scope of the current request. Undefined in background work. */
export function requestScope(): RequestScope | undefined {
  return storage.getStore()
}

/** Shortens a limit to the time that the current request has left. */
export function withinRequest(milliseconds: number): number {
  const deadline = storage.getStore()?.deadline
  return deadline === undefined ? milliseconds : Math.max(0, Math.min(milliseconds, deadline - Date.now()))
}

/** Runs a query. If the database is unavailable, it throws `DatabaseUnavailable` and notes it for the request. */
export async function recordUnavailable<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  }
  catch (error) {
    const failure = toUnavailable(error)
    const scope = storage.getStore()
    if (scope && failure instanceof DatabaseUnavailable) scope.failure = failure
    throw failure
  }
}
