import { randomBytes } from 'node:crypto'
import { readText, withLines } from './change'
import type { Change } from './change'

/** Adds a generated secret to `.env`, unless there is one. */
export function changeEnv(app: string): Change[] {
  const before = readText(app, '.env')
  if (/^\s*(?:export\s+)?BETTER_AUTH_SECRETS?\s*=\s*\S/m.test(before ?? '')) return []
  const secret = randomBytes(32).toString('base64')
  const line = `BETTER_AUTH_SECRET=${secret}`
  const empty = /^\s*(?:export\s+)?BETTER_AUTH_SECRET\s*=[ \t]*$/m
  const after = before && empty.test(before) ? before.replace(empty, line) : withLines(before, ['# Signs sessions and seals tokens. Production needs another one.', line])
  return [{ file: '.env', why: 'signs sessions and seals tokens', before, after, secret }]
}

const ignored = ['.env', '.data', '*.db', '*.db-shm', '*.db-wal', '*.db.*']

/** Keeps secrets and the database out of git. */
export function changeGitignore(app: string): Change[] {
  const before = readText(app, '.gitignore')
  const present = new Set(before?.split('\n').map(line => line.trim().replace(/^\/|\/$/g, '')))
  const missing = ignored.filter(line => !present.has(line))
  return missing.length ? [{ file: '.gitignore', why: 'keeps secrets and the database out of git', before, after: withLines(before, ['', '# nuxt-better-auth-connect', ...missing].slice(before ? 0 : 1)) }] : []
}

const example = `// An example: calls Reddit for the signed-in user, with a token that is valid now.
// Connect a Reddit account at /integrations, then open /api/reddit-name.
export default defineEventHandler(async (event) => {
  const reddit = connectFetch(event, 'reddit')
  const { name } = await reddit<{ name: string }>('/api/v1/me')
  return { name }
})
`

/** Adds a route that calls a platform. */
export function addExample(app: string): Change[] {
  const file = 'server/api/reddit-name.get.ts'
  return readText(app, file) === undefined ? [{ file, why: 'is an example of a call to a platform', after: example }] : []
}
