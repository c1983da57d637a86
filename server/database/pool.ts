import { recordUnavailable, requestScope, withinRequest } from './request-scope'
import { DatabaseUnavailable, faultOf } from './unavailable'

/** A connection that a pool manages. */
export interface PooledConnection {
  /** Whether it can be used again. False once it is closed, broken, or old enough to be replaced. */
  readonly isUsable: boolean
  /** Closes it without waiting for the database. */
  destroy(): void
}

export interface PoolOptions<C> {
  max: number
  /** Milliseconds that a query waits for a connection. */
  waitTimeout: number
  open(): Promise<C>
}

interface Waiter<C> {
  resolve(connection: C): void
  reject(error: unknown): void
}

export interface Pool<C> {
  /** Runs work with a connection that nobody else uses meanwhile. @throws DatabaseUnavailable when there is none in time */
  use<T>(run: (connection: C) => Promise<T>): Promise<T>
  /** Closes idle connections now, and those in use when their work ends. */
  close(): Promise<void>
}

/** Milliseconds that closing waits for work in progress. */
const closeTimeout = 5_000

/**
 * A pool of connections, one piece of work at a time on each.
 *
 * postgres-js has a pool of its own, but a query waits there without a limit,
 * and a connection that does not answer stays in it. Its transactions write to a
 * connection after it has closed. That throws outside of any promise (`TypeError: Cannot
 * read properties of null (reading 'write')`) and loses the connection for the pool.
 * This pool destroys broken connections one by one. Work on the others is not affected.
 */
export function createPool<C extends PooledConnection>({ max, waitTimeout, open }: PoolOptions<C>): Pool<C> {
  const idle: C[] = []
  const waiting = new Set<Waiter<C>>()
  let size = 0
  let opening = 0
  let closed: (() => void) | undefined

  function acquire(): Promise<C> {
    for (let connection; (connection = idle.pop());) {
      if (connection.isUsable) return Promise.resolve(connection)
      drop(connection)
    }
    return waitForConnection()
  }

  function waitForConnection(): Promise<C> {
    return new Promise<C>((resolve, reject) => {
      const signal = requestScope()?.signal
      const leave = () => waiter.reject(new DatabaseUnavailable('abandoned'))
      const timer = setTimeout(() => waiter.reject(new DatabaseUnavailable(size > opening ? 'pool_exhausted' : 'unreachable')), withinRequest(waitTimeout))
      const settle = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
        waiting.delete(waiter)
      }
      const waiter: Waiter<C> = {
        resolve(connection) {
          settle()
          resolve(connection)
        },
        reject(error) {
          settle()
          reject(error as Error)
        },
      }
      waiting.add(waiter)
      if (signal?.aborted) leave()
      else signal?.addEventListener('abort', leave)
      grow()
    })
  }

  /** Opens connections for those who wait. Each goes to whoever has waited longest. */
  function grow(): void {
    while (waiting.size > opening && size < max) {
      size++
      opening++
      open().then((connection) => {
        opening--
        release(connection)
      }, (error: unknown) => {
        opening--
        size--
        failToOpen(error)
      })
    }
  }

  function failToOpen(error: unknown): void {
    // Connections that are in use become free, so those who wait go on waiting.
    if (faultOf(error) === 'too_many_connections' && size > opening) return
    const [first] = waiting
    first?.reject(error)
    grow()
  }

  function release(connection: C): void {
    if (!connection.isUsable || closed) {
      drop(connection)
      grow()
      return
    }
    const [next] = waiting
    if (next) next.resolve(connection)
    else idle.push(connection)
  }

  function drop(connection: C): void {
    size--
    connection.destroy()
    if (size === 0) closed?.()
  }

  return {
    async use(run) {
      if (closed) throw new DatabaseUnavailable('unreachable')
      const connection = await recordUnavailable(acquire)
      try {
        return await run(connection)
      }
      finally {
        release(connection)
      }
    },
    close() {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, closeTimeout)
        closed = () => {
          clearTimeout(timer)
          resolve()
        }
        for (const connection of idle.splice(0)) drop(connection)
        for (const waiter of waiting) waiter.reject(new DatabaseUnavailable('unreachable'))
        if (size === 0) closed()
      })
    },
  }
}
