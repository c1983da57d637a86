import { expect, it } from 'vitest'
import type { Account } from '../../shared/account'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectKey, newIdentity, signUp } from '../setup/user'

onBothDialects('Listing accounts', (server: TestServer) => {
  /** The queries on accounts that a listing made. */
  async function accountQueries(list: () => Promise<unknown>): Promise<string[]> {
    const before = server.log().length
    await list()
    return server.log().slice(before).split('\n').filter(line => line.includes('[database]') && line.includes('"account"'))
  }

  it('costs one query on accounts however many there are, and calls no platform', async () => {
    const user = await signUp(server)
    for (const path of ['/api/auth/accounts', '/api/auth/devto/accounts']) {
      expect(await accountQueries(() => user.json(path)), path).toHaveLength(1)
    }
    for (let connected = 0; connected < 8; connected++) await connectKey(server, 'devto', user)
    await user.link('reddit', await newIdentity(server, 'reddit'))
    await user.link('x', await newIdentity(server, 'x'))

    const calls = await server.sandbox.requests()
    for (const path of ['/api/auth/accounts', '/api/auth/devto/accounts', '/api/auth/reddit/accounts']) {
      expect(await accountQueries(() => user.json(path)), path).toHaveLength(1)
    }
    expect(await server.sandbox.requests()).toEqual(calls)
    expect(Object.values(await user.json<object>('/api/auth/accounts')).flat()).toHaveLength(10)
  })

  it('shows each account\'s own name, oldest first', async () => {
    const user = await signUp(server)
    const usernames: string[] = []
    for (const name of ['First', 'Second', 'Third']) {
      const id = await newIdentity(server, 'devto')
      const identity = await server.sandbox.addIdentity('devto', { id, name, username: `${name.toLowerCase()}_${id}` })
      usernames.push(identity.username)
      await connectKey(server, 'devto', user, id)
    }
    const accounts = await user.json<Account<'devto'>[]>('/api/auth/devto/accounts')
    expect(accounts.map(account => account.name)).toEqual(['First', 'Second', 'Third'])
    expect(accounts.map(account => account.username)).toEqual(usernames)
  })

  it('tells a client that has the list already', async () => {
    const user = await signUp(server)
    await connectKey(server, 'devto', user)
    const first = await user.fetch('/api/auth/accounts')
    const etag = first.headers.get('etag')!
    expect(first.headers.get('cache-control')).toBe('private, no-store')
    const again = await user.fetch('/api/auth/accounts', { headers: { 'if-none-match': `"other", W/${etag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])

    await connectKey(server, 'devto', user)
    const changed = await user.fetch('/api/auth/accounts', { headers: { 'if-none-match': etag } })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })

  it('tells what will lapse by itself from what stays connected', async () => {
    const user = await signUp(server)
    await server.sandbox.setLifetime('x', 1)
    await user.link('x', await newIdentity(server, 'x'))
    await expect.poll(async () => (await user.json<Account<'x'>[]>('/api/auth/x/accounts'))[0]!.isExpired, { timeout: 10_000 }).toBe(true)
    expect(await user.json('/api/auth/x/accounts')).toMatchObject([{ status: 'healthy', refreshToken: 'present' }])

    await server.database.rows(`update account set "refreshToken" = null where "userId" = '${user.id}' and "providerId" = 'twitter'`)
    expect(await user.json('/api/auth/x/accounts')).toMatchObject([{ status: 'reconnect_required', refreshToken: null }])
  })
}, { DATABASE_LOG_QUERIES: 'true' })
