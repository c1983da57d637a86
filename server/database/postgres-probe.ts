import type { PostgresConnection } from './postgres-connection'
import { faultOf } from './unavailable'
import type { DatabaseFault } from './unavailable'

/** Milliseconds after which the connection of the probe is replaced. */
const answerTimeout = 2_000

/** Checks the database over a connection of its own, so that a pool without free connections does not delay it. */
export function createPostgresProbe(open: () => Promise<PostgresConnection>) {
  let connection: PostgresConnection | undefined
  let asking: Promise<DatabaseFault | undefined> | undefined

  async function ask(): Promise<DatabaseFault | undefined> {
    try {
      if (!connection?.isUsable) {
        connection?.destroy()
        connection = await open()
      }
      await connection.query('select 1', [], 'objects', answerTimeout)
      return undefined
    }
    catch (error) {
      return faultOf(error) ?? 'unreachable'
    }
  }

  return {
    /** Returns why the database cannot serve. Callers at the same time share one query. @param timeout milliseconds */
    async run(timeout: number): Promise<DatabaseFault | undefined> {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<DatabaseFault>((resolve) => {
        timer = setTimeout(() => resolve('timeout'), timeout)
      })
      try {
        return await Promise.race([asking, late])
      }
      finally {
        clearTimeout(timer)
      }
    },
    close(): void {
      connection?.destroy()
    },
  }
}
