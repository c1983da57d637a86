import { closeDatabase, describeDatabase } from '../server/database'
import { describeError } from '../server/log'
import { resealAll } from '../server/vault/reseal'
import type { ResealProgress } from '../server/vault/reseal'

/** `npm run vault:reseal`: seals every secret under the current version of the secret. */
try {
  console.log(`Resealing the secrets in ${describeDatabase()} ...`)
  const { total, resealed, unreadable } = await resealAll(show)
  console.log(`${total} accounts with secrets: ${resealed} resealed, ${total - resealed - unreadable.length} already current, ${unreadable.length} unreadable.`)
  if (unreadable.length > 0) {
    console.error(`The secrets of these accounts were sealed under a version that BETTER_AUTH_SECRETS no longer lists:\n${unreadable.join('\n')}`)
    process.exitCode = 1
  }
}
catch (error) {
  // Never as it is: a failed query's error carries its parameters, and those are secrets.
  console.error(`Resealing stopped. Nothing is lost: run it again.\n${describeError(error)}`)
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
