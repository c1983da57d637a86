import type { ResealProgress } from '../server/vault/reseal'
import { defineConnectCommand } from './define-connect-command'
import { output, reasonOf } from './output'

/** `reseal`: encrypts all stored secrets again, with the current version of `BETTER_AUTH_SECRETS`. */
export const reseal = defineConnectCommand({
  name: 'reseal',
  description: 'Seal all stored secrets under the current version of BETTER_AUTH_SECRETS',
  args: { 'dry-run': { type: 'boolean', description: 'Count the secrets that would be resealed, and change nothing' } },
  async run({ 'dry-run': dryRun }) {
    // A batch of a large database may take longer than a request of the server may.
    process.env.DATABASE_STATEMENT_TIMEOUT_MS ??= '600000'
    process.env.DATABASE_LOCK_TIMEOUT_MS ??= '60000'
    const { closeDatabase, describeDatabase } = await import('../server/database')
    const { resealAll } = await import('../server/vault/reseal')
    output.info(`${dryRun ? 'Reading' : 'Resealing'} the secrets in ${describeDatabase()} ...`)
    try {
      report(await resealAll(showProgress, { dryRun }), dryRun)
    }
    catch (error) {
      throw new Error(`Resealing stopped because of an error. No data is lost. Fix the cause and run this again: it goes on with the secrets that are left.\n${reasonOf(error)}`, { cause: error })
    }
    finally {
      await closeDatabase()
    }
  },
})

function report({ total, resealed, unreadable }: ResealProgress, dryRun = false): void {
  const counts = `${total} accounts with secrets: ${resealed} ${dryRun ? 'to reseal' : 'resealed'}, ${total - resealed - unreadable.length} already current, ${unreadable.length} unreadable.`
  if (unreadable.length === 0) return output.success(counts)
  output.error(`${counts}\nSome secrets of these accounts cannot be decrypted, because BETTER_AUTH_SECRETS no longer contains the version they were encrypted with. Add that version and run this again, or ask the users to reconnect:\n${unreadable.join('\n')}`)
  process.exitCode = 1
}

function showProgress({ done, total }: ResealProgress): void {
  const share = total === 0 ? 1 : done / total
  const bar = '#'.repeat(Math.round(share * 30)).padEnd(30, '.')
  const line = `[${bar}] ${done} of ${total}`
  process.stdout.write(process.stdout.isTTY ? `\r${line}${done >= total ? '\n' : ''}` : `${line}\n`)
}
