import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { readPostgresUrl } from '../../server/database/postgres-url'

const guide = readFileSync('docs/database.md', 'utf8')

function tableRows(heading: string): string[][] {
  const [, table] = new RegExp(`^\\| ${heading}.*\\n\\|[ |-]+\\n((?:\\|.*\\n)+)`, 'm').exec(guide) ?? []
  return table!.trim().split('\n').map(row => row.split('|').slice(1, -1).map(cell => cell.trim()))
}

describe('docs/database.md', () => {
  it('shows files that exist', () => {
    const tree = /### File structure\n+```\n(.*?)```/s.exec(guide)![1]!
    const parents: string[] = []
    const paths = [...tree.matchAll(/^([│ ]*)[├└]── (\S+)/gm)].map(([, indent, name]) => {
      parents.splice(indent!.length / 4, Infinity, name!)
      return join(...parents)
    })
    expect(paths.length).toBeGreaterThan(20)
    expect(paths.filter(path => path !== '.env' && !existsSync(path))).toEqual([])
  })
})

describe('Documented provider URLs', () => {
  const urls = new Map([...guide.matchAll(/^# (.+)\nDATABASE_URL=(\S+)$/gm)].map(match => [match[1]!, match[2]!]))

  /** What postgres-js makes of it. Nothing is connected to. */
  function effect(url: string, env: NodeJS.ProcessEnv = {}) {
    const { url: href, options } = readPostgresUrl(url, env)
    const { host, port, database, user, pass, ssl, prepare, max, connection } = postgres(href, options).options
    return { host: host[0], port: Number(port[0]), database, user, pass, ssl, prepare, max, parameters: Object.keys(connection ?? {}) }
  }

  it.each([
    ['Neon, pooled', { port: 5432, database: 'neondb', ssl: 'require', prepare: false }],
    ['Neon, direct', { port: 5432, database: 'neondb', ssl: 'require', prepare: true }],
    ['Supabase, transaction pooler', { port: 6543, user: 'postgres.projectref', ssl: 'require', prepare: false }],
    ['Supabase, session pooler', { port: 5432, user: 'postgres.projectref', ssl: 'require', prepare: true }],
    ['Supabase, direct', { port: 5432, user: 'postgres', ssl: 'require', prepare: true }],
    ['Railway, public', { port: 12345, database: 'railway', ssl: false, prepare: true }],
    ['Railway, private network', { port: 5432, database: 'railway', ssl: false, prepare: true }],
    ['AWS RDS', { port: 5432, database: 'app', ssl: 'require', prepare: true }],
    ['Your own', { port: 5432, host: 'localhost', ssl: false, prepare: true }],
    ['Your own, behind PgBouncer in transaction mode', { port: 6432, ssl: false, prepare: false }],
  ])('%s', (provider, expected) => {
    expect(effect(urls.get(provider)!)).toMatchObject({ pass: 'password', max: 10, parameters: ['application_name'], ...expected })
  })

  it('are all of them covered here', () => {
    expect(urls.size).toBe(10)
  })

  it('take DATABASE_PREPARE, DATABASE_POOL_MAX, serverless hosts and percent-encoded passwords as documented', () => {
    const url = urls.get('Your own')!
    expect(effect(url, { DATABASE_PREPARE: 'false' }).prepare).toBe(false)
    expect(effect(url, { DATABASE_POOL_MAX: '3' }).max).toBe(3)
    for (const host of ['VERCEL', 'NETLIFY', 'AWS_LAMBDA_FUNCTION_NAME']) {
      expect(effect(url, { [host]: '1' }).max).toBe(1)
      expect(effect(url, { [host]: '1', DATABASE_POOL_MAX: '3' }).max).toBe(3)
    }
    expect(effect(url.replace('password', 'a%40b%23c%2Fd')).pass).toBe('a@b#c/d')
    expect(effect(`${url}?connection_limit=1&pool_timeout=5&schema=public&channel_binding=require&pgbouncer=true`).parameters).toEqual(['application_name'])
  })
})

describe('Documented TLS modes', () => {
  const goodbye = 'X'.charCodeAt(0)
  const fields = Buffer.from('SFATAL\0C28000\0Mgo away\0\0')
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.from([0, 0, 0, fields.length + 4]), fields])

  /** What a client says to a database that speaks no TLS, in order. */
  async function conversation(sslmode: string): Promise<string[]> {
    const said: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        if (data[0] === goodbye) return
        const asksForTls = data.length === 8 && data.readInt32BE(4) === 80877103
        said.push(asksForTls ? 'asks for TLS' : data[0] === 0x16 ? 'TLS' : 'clear text')
        if (asksForTls) socket.write('N')
        else socket.end(refusal)
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { url, options } = readPostgresUrl(`postgresql://user:password@127.0.0.1:${port}/app${sslmode === 'absent' ? '' : `?sslmode=${sslmode}`}`, {})
    const client = postgres(url, { ...options, max: 1 })
    await expect(client`select 1`.execute()).rejects.toThrow()
    await client.end({ timeout: 0 })
    await new Promise(resolve => server.close(resolve))
    return said
  }

  const documented = tableRows('`sslmode`').flatMap(([modes, connection]) => modes!.split(', ').map(mode => [mode.replaceAll('`', ''), connection!] as const))

  it.each(documented)('%s: %s', async (mode, connection) => {
    const said = await conversation(mode)
    if (connection.startsWith('not encrypted')) expect(said).toEqual(['clear text'])
    else if (connection.startsWith('encrypted if')) expect(said).toEqual(['asks for TLS', 'clear text'])
    else expect(said).toEqual(['asks for TLS', 'TLS'])
  })

  it('are all there are', () => {
    expect(documented).toHaveLength(7)
    expect(() => readPostgresUrl('postgresql://user:password@localhost/app?sslmode=on', {})).toThrow(/unknown sslmode/)
  })
})
