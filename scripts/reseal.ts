import { closeDatabase, describeDatabase } from '../server/database'
import { resealAll } from '../server/vault/reseal'
import type { ResealProgress } from '../server/vault/reseal'

/** `npm run vault:reseal`: seals every secret under the current version of the secret. */
console.log(`Resealing the secrets in ${describeDatabase()} ...`)
const { total, resealed, unreadable } = await resealAll(show)
await closeDatabase()
console.log(`${total} accounts with secrets: ${resealed} resealed, ${total - resealed - unreadable.length} already current, ${unreadable.length} unreadable.`)
if (unreadable.length > 0) {
  console.error(`The secrets of these accounts were sealed under a version that BETTER_AUTH_SECRETS no longer lists:\n${unreadable.join('\n')}`)
  process.exitCode = 1
}

function show({ done, total }: ResealProgress): void {
  const share = total === 0 ? 1 : done / total
  const bar = '#'.repeat(Math.round(share * 30)).padEnd(30, '.')
  const line = `[${bar}] ${done} of ${total}`
  process.stdout.write(process.stdout.isTTY ? `\r${line}${done >= total ? '\n' : ''}` : `${line}\n`)
}
