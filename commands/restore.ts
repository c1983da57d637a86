import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConnectCommand } from './define-connect-command'
import { output } from './output'

/** `restore`: puts a backup in the place of the SQLite database, and keeps the file that it replaces. */
export const restore = defineConnectCommand({
  name: 'restore',
  description: 'Put a backup in the place of the SQLite database',
  args: {
    'file': { type: 'positional', required: true, description: 'The backup' },
    'keep-sessions': { type: 'boolean', description: 'Keep the sessions of the backup, also those that have been ended since' },
  },
  async run({ file, 'keep-sessions': keepSessions }) {
    const { describeDatabase } = await import('../server/database')
    const { dialect, sqlitePath } = await import('../server/database/dialect')
    const { setting } = await import('../server/settings')
    if (dialect() === 'postgresql') {
      const { passwordAdvice, restoreCommand } = await import('./postgres-tools')
      output.warn(`${describeDatabase()} is not restored by this command. Stop all servers, make an empty database, and use PostgreSQL's own tool:`)
      output.log(`\n  ${restoreCommand(setting('DATABASE_URL')!, file)}\n\n${passwordAdvice}`)
      process.exitCode = 1
      return
    }
    const path = sqlitePath()
    if (!existsSync(file)) throw new Error(`${file} does not exist. Nothing was changed.`)
    if (resolve(file) === resolve(path)) throw new Error(`${file} is the database itself. Nothing was changed. Name a backup.`)
    const { besideDatabase, checkSqliteFile, describeContent } = await import('./sqlite-file')
    const { writeSqliteCopy } = await import('../server/database/migrations/sqlite-copy')
    const { replaceSqliteFile } = await import('./replace-sqlite-file')
    const content = checkSqliteFile(file)
    const prepared = `${path}.restoring`
    const replaced = besideDatabase(path, 'replaced')
    try {
      writeSqliteCopy(file, prepared)
      if (!keepSessions) await endSessions(prepared)
      replaceSqliteFile(path, prepared, replaced)
    }
    finally {
      rmSync(prepared, { force: true })
    }
    output.success(`Restored ${path} from ${file}: ${describeContent(content)}.`)
    if (existsSync(replaced)) output.info(`The database before is in ${replaced}.`)
    output.info(`Start the server now. It applies migrations that the backup lacks.${keepSessions ? '' : ' All users have to sign in again.'} Users whose tokens were renewed since the backup may have to reconnect their accounts.`)
  },
})

/** A session of the backup may have been ended since, by its user or by a new password. */
async function endSessions(path: string): Promise<void> {
  const { default: Sqlite } = await import('better-sqlite3')
  const file = new Sqlite(path)
  try {
    file.exec('delete from session')
  }
  finally {
    file.close()
  }
}
