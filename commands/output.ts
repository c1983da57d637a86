import { createConsola } from 'consola'
import { DrizzleQueryError } from 'drizzle-orm'

/** Where commands write: sentences for a person, errors and warnings on stderr. The level is set because consola hides most lines when it takes a terminal for a test. */
export const output = createConsola({ level: 3 })

/** The message of an error, without values: the message of a failed query contains tokens. */
export function reasonOf(error: unknown): string {
  if (error instanceof DrizzleQueryError) return `Failed query: ${error.query}\n${reasonOf(error.cause)}`
  const { message, code } = error as { message?: string, code?: string }
  return message || code || String(error)
}
