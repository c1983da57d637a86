import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MigrationError } from './error'

/** One file of `drizzle/sqlite` or `drizzle/postgresql`. */
export interface Migration {
  /** The file's name without `.sql`, such as `0000_initial_schema`. */
  name: string
  /** SHA-256 of the text with LF line ends, so that a checkout with CRLF has the same hash. */
  hash: string
  /** When drizzle-kit generated it, in ms since 1970. */
  when: number
  statements: string[]
  /** Tables that the file says it deletes rows from. */
  deletesRowsFrom: string[]
}

/**
 * Reads migrations in drizzle-kit's format, oldest first: `meta/_journal.json`
 * and one SQL file for each entry.
 *
 * @param folder `drizzle/sqlite` or `drizzle/postgresql`
 * @throws MigrationError when a file contains a statement that ends the transaction of the run
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const { entries } = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')) as { entries: { tag: string, when: number }[] }
  return Promise.all(entries.map(async ({ tag, when }) => {
    const text = (await readFile(join(folder, `${tag}.sql`), 'utf8')).replaceAll('\r\n', '\n')
    return { name: tag, hash: hashOf(text), when, statements: statementsOf(tag, text), deletesRowsFrom: deletesRowsFrom(text) }
  }))
}

/** The same hash as drizzle-kit's, for a file with LF line ends. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function statementsOf(name: string, text: string): string[] {
  const statements = text.split('--> statement-breakpoint').map(statement => statement.trim()).filter(Boolean)
  for (const statement of statements) {
    const word = transactionControl(statement)
    if (word) throw new MigrationError(`Migration ${name} contains ${word.toUpperCase()}, but all migrations of a run share one transaction. Nothing was changed. Remove it from the file.`)
  }
  return statements
}

/** A word that starts or ends a transaction, outside comments, strings and the bodies of functions. */
function transactionControl(statement: string): string | undefined {
  const code = statement.replace(/--.*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g, ' ')
  const hasBody = /\b(?:trigger|function|procedure)\b/i.test(code)
  return (hasBody ? /(?:^|;)\s*(begin|start|commit|rollback)\b/i : /(?:^|;)\s*(begin|start|commit|rollback|end)\b/i).exec(code)?.[1]
}

/** Reads lines such as `-- connect: deletes rows from posts, notes`. */
function deletesRowsFrom(text: string): string[] {
  return [...text.matchAll(/^--\s*connect:\s*deletes rows from\s+(.+)$/gim)]
    .flatMap(([, tables]) => tables!.split(',').map(table => table.replace(/[`"\s]/g, '')))
}
