import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConnectError, errorCatalogue } from '../../shared/errors'
import { isOAuthPlatform, platformList } from '../../shared/platforms'
import type { KeyPlatformId } from '../../shared/platforms'
import { keyConnectors, oauthConnectors } from '../../server/platforms'

const page = readFileSync('docs/vault.md', 'utf8')
const envExample = readFileSync('.env.example', 'utf8')
const server = sourcesUnder('server')

function sourcesUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}

/** The rows of the table whose first heading this is, as lists of cells. */
function tableRows(heading: string): string[][] {
  const [, table] = new RegExp(`^\\| ${heading} \\|.*\\n\\|[ |-]+\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? []
  return table!.trim().split('\n').map(row => row.split('|').slice(1, -1).map(cell => cell.trim()))
}

/** The first cell of every row, without backticks. */
const firstCells = (heading: string) => tableRows(heading).map(([first]) => first!.replaceAll('`', ''))

/** The members of an exported union of strings. */
function unionIn(file: string, type: string): string[] {
  const [, members] = new RegExp(`type ${type} = (.*)$`, 'm').exec(readFileSync(file, 'utf8'))!
  return [...members!.matchAll(/'(\w+)'/g)].map(match => match[1]!)
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('docs/vault.md', () => {
  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    const named = [...page.matchAll(/npm run ([a-z:]+)/g)].map(match => match[1]!)
    expect(named).toContain('vault:reseal')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
  })

  it('names only variables that the code reads and .env.example lists', () => {
    const words = page.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)!.filter(word => !(word in errorCatalogue))
    const named = new Set(words)
    expect([...named].sort()).toEqual(['BETTER_AUTH_SECRET', 'BETTER_AUTH_SECRETS', 'KEEP_ALIVE_AFTER_DAYS', 'PLATFORM_TIMEOUT_MS'])
    for (const name of named) {
      expect(server, name).toMatch(new RegExp(`process\\.env\\.${name}\\b|${name}:`))
      expect(envExample, name).toMatch(new RegExp(`\\b${name}\\b`))
    }
  })

  it('lists the hooks there are', () => {
    const declared = [...readFileSync('server/vault/events.ts', 'utf8').matchAll(/'(connect:account:\w+)':/g)].map(match => match[1]!)
    expect(declared.length).toBe(4)
    expect(firstCells('Hook').sort()).toEqual(declared.sort())
    for (const [hook] of page.matchAll(/connect:account:\w+/g)) expect(declared).toContain(hook)
  })

  it('lists every error that getAccessToken and connectFetch say they throw', () => {
    const listed = firstCells('Error').filter(name => name !== 'PlatformResponseError')
    for (const code of listed) expect(errorCatalogue).toHaveProperty(code)
    const vault = ['access-token', 'platform-fetch', 'refresh', 'request-tokens'].map(file => readFileSync(`server/vault/${file}.ts`, 'utf8')).join('\n')
    // Whose session it is, is asked of the request.
    const thrown = ['UNAUTHENTICATED', ...[...vault.matchAll(/'([A-Z]+_[A-Z_]+)'/g)].map(match => match[1]!).filter(code => code in errorCatalogue)]
    expect([...new Set(listed)].sort()).toEqual([...new Set(thrown)].sort())
    for (const [, code] of page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)) {
      if (!envExample.includes(code!)) expect(errorCatalogue).toHaveProperty(code!)
    }
  })

  it('describes the errors as they are', () => {
    const error = new ConnectError('PLATFORM_UNREACHABLE', { platform: 'x', headers: { 'retry-after': '3' } })
    expect(error).toMatchObject({ code: 'PLATFORM_UNREACHABLE', status: 502, platform: 'x', headers: { 'retry-after': '3' } })
    const response = readFileSync('server/vault/platform-fetch.ts', 'utf8')
    expect(response).toContain('constructor(readonly platform: PlatformId, readonly status: number, readonly data: unknown)')
    expect(page).toContain('409 `LAST_SIGN_IN_METHOD`')
    expect(errorCatalogue.LAST_SIGN_IN_METHOD.status).toBe(409)
  })

  it('names as auto-imported what server/utils exports', () => {
    const [sentence] = /^`getAccessToken`.* are auto-imported/m.exec(page)!
    const names = [...sentence.matchAll(/`(\w+)`/g)].map(match => match[1]!)
    const exported = readFileSync('server/utils/connect.ts', 'utf8').split('\n').filter(line => /^export \{/.test(line)).join('\n')
    expect(names).toHaveLength(4)
    for (const name of names) expect(exported).toMatch(new RegExp(`\\b${name}\\b`))
  })

  it.each(platformList)('says where $name\'s API is, and how the token is sent', ({ id }) => {
    const { api } = isOAuthPlatform(id) ? oauthConnectors[id] : keyConnectors[id as KeyPlatformId]
    const [header, value] = Object.entries(api.authorize('token'))[0]!
    const sentAs = value === 'token' ? header : `${header}: ${value.replace(' token', '')}`
    const [[, address, sent] = []] = tableRows('Platform \\| Relative paths.*').filter(([name]) => name === `\`${id}\``)
    expect([address, sent?.toLowerCase()]).toEqual([`\`${api.baseUrl}\``, `\`${sentAs}\``.toLowerCase()])
  })

  it.each(platformList)('says what ends a grant at $name', async ({ id }) => {
    const [[, called, outcomes] = []] = tableRows('Platform \\| What is called.*').filter(([name]) => name === `\`${id}\``)
    if (!isOAuthPlatform(id)) {
      expect(keyConnectors[id]).not.toHaveProperty('revoke')
      expect(outcomes).toBe('`unsupported`')
      return
    }
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ revoked: true }))
    vi.stubGlobal('fetch', fetch)
    await oauthConnectors[id].revoke({ accessToken: 'access', refreshToken: 'refresh' }, { clientId: 'id', clientSecret: 'secret' })
    await oauthConnectors[id].revoke({ accessToken: 'access', refreshToken: null }, { clientId: 'id', clientSecret: 'secret' })
    const [[url, first], [, second]] = fetch.mock.calls as [[string, RequestInit], [string, RequestInit]]
    const authorization = new Headers(first.headers).has('authorization')
    expect(called).toBe(`\`${url}\`${authorization ? ', with the client\'s credentials' : ''}`)
    expect([first, second].map(({ body }) => (body as URLSearchParams).get('token'))).toEqual(['refresh', 'access'])
    expect(outcomes).toBe('`revoked`, or `failed`')
    expect(unionIn('shared/account.ts', 'Revocation')).toEqual(['revoked', 'unsupported', 'failed'])
  })

  it('has a row for every platform, and for no other', () => {
    for (const heading of ['Platform \\| Relative paths.*', 'Platform \\| What is called.*']) {
      expect(firstCells(heading)).toEqual(platformList.map(({ id }) => id))
    }
  })

  it('lists every status and every reason', () => {
    expect(firstCells('`status`').sort()).toEqual(unionIn('shared/account.ts', 'AccountStatus').sort())
    expect(firstCells('`reconnectReason`').sort()).toEqual(unionIn('shared/account.ts', 'ReconnectReason').sort())
  })

  it('gives the numbers that the code has', () => {
    const has = (file: string, code: string, text: string) => {
      expect(readFileSync(file, 'utf8'), file).toContain(code)
      expect(page).toContain(text)
    }
    has('server/vault/lease.ts', 'leaseTime = 15_000', 'After 15 seconds at most')
    has('server/vault/request-tokens.ts', 'patience = 120_000', 'up to two minutes')
    has('server/vault/platform-fetch.ts', 'longestWait = 10\n', 'up to ten seconds')
    has('server/vault/grant.ts', 'margin = 60_000', 'within a minute of it')
    has('server/vault/keep-alive.ts', 'limit = 200', '200 at most')
    has('server/connectors/call-platform.ts', '|| 10_000', '`PLATFORM_TIMEOUT_MS` (10 seconds)')
    has('server/http/attempts.ts', 'refresh: new RateLimiterMemory({ points: 30, duration: 60 })', '30 times a minute for each user')
    has('server/http/attempts.ts', 'key: new RateLimiterMemory({ points: 10, duration: 60 })', '10 keys and 30 refreshes a minute')
    has('server/tasks/connect/keep-alive.ts', 'name: \'connect:keep-alive\'', '`connect:keep-alive`')
    has('nuxt.config.ts', '\'17 * * * *\': [\'connect:keep-alive\']', 'every hour')
  })

  it('shows the summary and the bar of a reseal as the script prints them', () => {
    const script = readFileSync('scripts/reseal.ts', 'utf8')
    const [, shape] = /console\.log\(`(\$\{total\}[^`]*)`\)/.exec(script)!
    const pattern = shape!.replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '\0').replace(/[.*+?^()|[\]\\]/g, '\\$&').replaceAll('\0', '(\\d+)')
    const [, total, ...parts] = new RegExp(pattern).exec(page)!.map(Number)
    expect(parts.reduce((sum, part) => sum + part)).toBe(total)
    expect(page).toMatch(/\[#{30}\] 10000 of 10000/)
    expect(script).toContain('.repeat(Math.round(share * 30)).padEnd(30')
  })

  it('has the route that the tests run, letter by letter', () => {
    const [, code] = /^```ts\n\/\/ server\/api\/publish\.post\.ts\n(.*?)^```$/ms.exec(page)!
    expect(code).toBe(readFileSync('tests/fixtures/app/server/api/publish.post.ts', 'utf8'))
    expect(readFileSync('tests/server/vault.test.ts', 'utf8')).toContain('/api/publish')
  })

  it('links only to sections that are there, all of them from the top, and names only paths that exist', () => {
    const slug = (heading: string) => heading.toLowerCase().replaceAll(' ', '-')
    const sections = [...page.matchAll(/^## (.+)$/gm)].map(match => match[1]!)
    const contents = [...page.matchAll(/^\d+\. \[(.+)\]\(#(.+)\)$/gm)].map(match => [match[1]!, match[2]!])
    expect(contents).toEqual(sections.map(heading => [heading, slug(heading)]))
    for (const [, path] of page.matchAll(/\]\((\.\.[^)#]+)\)/g)) expect(existsSync(join('docs', path!)), path).toBe(true)
    for (const [, column] of page.matchAll(/the columns `(\w+)`/g)) expect(readFileSync('server/database/schema.ts', 'utf8')).toContain(`text('${column}')`)
    for (const [, path] of page.matchAll(/`(?:GET|POST|DELETE) (\/api\/auth\/\{platform\}\/[a-z/]+)/g)) {
      const file = path!.replace('{platform}', '[platform]')
      expect(['get', 'post', 'delete'].some(method => existsSync(`server${file}.${method}.ts`) || existsSync(`server${file}/index.${method}.ts`)), path).toBe(true)
    }
  })
})
