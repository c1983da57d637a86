import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { defineConnectCommand } from './define-connect-command'
import { output } from './output'

/** `backup`: copies the SQLite database while servers use it. */
export const backup = defineConnectCommand({
  name: 'backup',
  description: 'Copy the SQLite database while servers use it',
  args: { file: { type: 'positional', required: false, description: 'The file or folder to write to. Default: a new file beside the database' } },
  async run({ file }) {
    const { describeDatabase } = await import('../server/database')
    const { dialect, sqlitePath } = await import('../server/database/dialect')
    const { setting } = await import('../server/settings')
    if (dialect() === 'postgresql') {
      const { dumpCommand, passwordAdvice } = await import('./postgres-tools')
      const { timestamp } = await import('./sqlite-file')
      output.warn(`${describeDatabase()} is not backed up by this command. Use the backups of your provider, or PostgreSQL's own tool:`)
      output.log(`\n  ${dumpCommand(setting('DATABASE_URL')!, file ?? `backup-${timestamp()}.dump`)}\n\n${passwordAdvice}`)
      process.exitCode = 1
      return
    }
    const path = sqlitePath()
    const { besideDatabase, checkSqliteFile, describeContent } = await import('./sqlite-file')
    const { writeSqliteCopy } = await import('../server/database/migrations/sqlite-copy')
    if (!existsSync(path)) throw new Error(`${path} does not exist, so there is nothing to back up. Run this in the folder where the server starts, or set SQLITE_PATH.`)
    const target = targetOf(file, besideDatabase(path, 'backup'))
    reserve(target)
    try {
      writeSqliteCopy(path, target)
      output.success(`Wrote ${target}: ${describeContent(checkSqliteFile(target))}.`)
    }
    catch (error) {
      rmSync(target, { force: true })
      throw new Error(`The backup was not written: ${(error as Error).message}`, { cause: error })
    }
    output.info('Its tokens are sealed: keep BETTER_AUTH_SECRET in another place. To go back to it: npx nuxt-better-auth-connect restore.')
  },
})

function targetOf(file: string | undefined, standard: string): string {
  if (!file) return standard
  return existsSync(file) && statSync(file).isDirectory() ? join(file, basename(standard)) : file
}

/** Creates the file empty, so that no other process can take the name meanwhile. */
function reserve(target: string): void {
  try {
    writeFileSync(target, '', { mode: 0o600, flag: 'wx' })
  }
  catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'EEXIST' ? `${target} exists, and a backup never overwrites a file. Choose another name.` : `The backup cannot be written: ${message}`, { cause: error })
  }
}
