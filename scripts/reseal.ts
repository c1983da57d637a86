import { closeDatabase, describeDatabase } from '../server/database'
import { describeError } from '../server/log'
import { resealAll } from '../server/vault/reseal'
import type { ResealProgress } from '../server/vault/reseal'

/** `npm run vault:reseal`: encrypts all stored secrets again, with the current version of `BETTER_AUTH_SECRETS`. */
try {
  console.log(`Resealing the secrets in ${describeDatabase()} ...`)
  const { total, resealed, unreadable } = await resealAll(show)
  console.log(`${total} accounts with secrets: ${resealed} resealed, ${total - resealed - unreadable.length} already current, ${unreadable.length} unreadable.`)
  if (unreadable.length > 0) {
    console.error(`Some secrets of these accounts cannot be decrypted, because BETTER_AUTH_SECRETS no longer contains the version they were encrypted with. Add that version and run this again, or ask the users to reconnect:\n${unreadable.join('\n')}`)
    process.exitCode = 1
  }
}
catch (error) {
  // Not logged directly: the error of a failed query contains its parameters, which are secrets.
  console.error(`Resealing stopped because of an error. No data is lost. Fix the cause and run this again.\n${describeError(error)}`)
  process.exitCode = 1
}
finally {
  await closeDatabase()
}

function show({ done, total }: ResealProgress): void {
  const share = total === 0 ? 1 : done / total
  const bar = '#'.repeat(Math.round(share * 30)).padEnd(30, '.')
  const line = `[${bar}] ${done} of ${total}`
  process.stdout.write(process.stdout.isTTY ? `\r${line}${done >= total ? '\n' : ''}` : `${line}\n`)
}
