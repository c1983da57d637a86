import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CachedAccounts } from '../../client/cache'
import { createConnect } from '../../composables/create-connect'
import type { Connect, ConnectOptions } from '../../composables/create-connect'
import { useProfile } from '../../composables/useProfile'
import type { UseProfileReturn } from '../../composables/useProfile'
import { startServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

const server = await startServer('sqlite', { BEARER_SESSIONS: 'true' })
afterAll(server.stop)

const tabs: Connect[] = []
beforeEach(() => vi.stubGlobal('addEventListener', () => {}))
afterEach(() => {
  tabs.splice(0).forEach(tab => tab.dispose())
  vi.unstubAllGlobals()
})

/** A tab of this browser, which hears of what happens in its others. */
async function openTab(options: ConnectOptions): Promise<{ connect: Connect, profile: UseProfileReturn }> {
  const { promise: used, resolve } = Promise.withResolvers<UseProfileReturn>()
  const page = createSSRApp({
    setup() {
      resolve(useProfile())
      return () => h('main')
    },
  })
  const connect = createConnect({ cache: { enabled: false }, ...options })
  tabs.push(connect)
  await renderToString(page.use(connect))
  connect.client.start()
  await connect.client.loadSession()
  return { connect, profile: await used }
}

const openTabOf = (user: Visitor, options: ConnectOptions = {}) => openTab({ fetch: (path, init) => user.fetch(String(path), init as object), ...options })

function memoryCache() {
  let entry: CachedAccounts | undefined
  return { read: async () => entry, write: async (_: string, next: CachedAccounts) => void (entry = next), clear: async () => void (entry = undefined), kept: () => entry }
}

it('tells where and how the user signs in', async () => {
  const user = await signUp(server)
  const { profile } = await openTabOf(user)
  expect(await profile.load())!.toEqual({
    sessions: [expect.objectContaining({ current: true })],
    methods: { password: 'set', platforms: [] },
  })
})

it('renames here and in other tabs', async () => {
  const user = await signUp(server)
  const [here, there] = [await openTabOf(user), await openTabOf(user)]
  await here.profile.rename(' New Name ')
  expect(here.connect.state.value.user).toMatchObject({ id: user.id, name: 'New Name' })
  await expect.poll(() => there.connect.state.value.user?.name).toBe('New Name')
  expect([await here.profile.rename(' '), here.profile.error.value]).toMatchObject([false, { name: 'ConnectError', status: 400, code: 'INVALID_REQUEST', message: 'The name is empty.' }])
  expect(here.connect.state.value.user).toMatchObject({ name: 'New Name' })
})

it('changes the password, which ends the other sessions, and ends sessions without it', async () => {
  const user = await signUp(server)
  const { profile, connect } = await openTabOf(user)
  const signInAgain = async (password: string) => {
    const other = new Visitor(server)
    await other.json('/api/auth/sign-in/email', { json: { email: user.email, password } })
    return other
  }
  await signInAgain(user.password)
  expect([await profile.changePassword({ currentPassword: 'not my password', newPassword: 'a new password' }), profile.error.value]).toMatchObject([false, { code: 'INVALID_PASSWORD', message: 'That is not your password.' }])
  expect((await profile.load())!.sessions).toHaveLength(2)
  await profile.changePassword({ currentPassword: user.password, newPassword: 'a new password' })
  expect((await profile.load())!.sessions).toMatchObject([{ current: true }])

  const other = await signInAgain('a new password')
  const { id } = (await profile.load())!.sessions.find(({ current }) => !current)!
  await profile.endSession(id)
  expect((await other.fetch('/api/auth/accounts')).status).toBe(401)
  expect([await profile.endSession(id), profile.error.value]).toMatchObject([false, { code: 'SESSION_NOT_FOUND' }])
  await signInAgain('a new password')
  await profile.endOtherSessions()
  expect((await profile.load())!.sessions).toMatchObject([{ current: true }])
  expect(connect.state.value).toMatchObject({ user: { id: user.id }, error: undefined })
})

it('sets a first password', async () => {
  const user = new Visitor(server)
  await user.signIn('google', await newIdentity(server, 'google'))
  const { profile } = await openTabOf(user)
  expect((await profile.load())!.methods).toEqual({ password: 'unset', platforms: ['google'] })
  expect([await profile.setPassword('short'), profile.error.value]).toMatchObject([false, { code: 'PASSWORD_TOO_SHORT' }])
  await profile.setPassword('long enough')
  expect((await profile.load())!.methods).toEqual({ password: 'set', platforms: ['google'] })
})

it('deletes the user, after which nobody is signed in anywhere and nothing is kept', async () => {
  const user = await signUp(server)
  const store = memoryCache()
  const [here, there] = [await openTabOf(user, { cache: { store } }), await openTabOf(user)]
  await here.connect.client.needAccounts()
  await expect.poll(() => store.kept()?.user.id).toBe(user.id)
  expect([await here.profile.deleteAccount({ password: 'not my password' }), here.profile.error.value]).toMatchObject([false, { code: 'INVALID_PASSWORD' }])
  expect(here.connect.state.value.user).toMatchObject({ id: user.id })

  await here.profile.deleteAccount({ password: user.password })
  expect(here.connect.state.value).toMatchObject({ user: null, accounts: undefined, error: undefined })
  expect(store.kept()).toBeUndefined()
  await expect.poll(() => there.connect.state.value.user).toBeNull()
  expect(await server.database.rows(`select id from "user" where id = '${user.id}'`)).toEqual([])
})

it('finds out that the session has ended', async () => {
  const user = await signUp(server)
  const { profile, connect } = await openTabOf(user)
  await server.database.rows(`delete from session where "userId" = '${user.id}'`)
  expect([await profile.load(), profile.error.value]).toMatchObject([undefined, { status: 401, code: 'UNAUTHENTICATED' }])
  expect(connect.state.value).toMatchObject({ user: null, error: { code: 'UNAUTHENTICATED' } })
})

it('keeps the token of a session without cookies current, and forgets it with the user', async () => {
  let token: string | null = null
  const { connect, profile } = await openTab({
    apiBasePath: server.url,
    bearer: { get: () => token, set: next => void (token = next) },
    fetch: (path, init) => fetch(path, { ...init, headers: { ...init?.headers as object, origin: server.url } }),
  })
  const { email, password } = new Visitor(server)
  await connect.client.signUp({ email, password, name: 'Test User' })
  const first = token
  await profile.changePassword({ currentPassword: password, newPassword: 'a new password' })
  expect([typeof token, token === first]).toEqual(['string', false])
  expect((await profile.load())!.sessions).toMatchObject([{ current: true }])
  await profile.deleteAccount()
  expect([token, connect.state.value.user]).toEqual([null, null])
})
