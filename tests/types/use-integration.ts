// Compiled against the built library by tests/unit/library.test.ts; never run.
import { useAccounts, useAuthSession, useIntegration, usePlatform, useProfile } from 'vue-better-auth-connect'
import type { Account, AccountsByPlatform, KeyPlatformId, OAuthPlatformId, Platform, PlatformId } from 'vue-better-auth-connect'

// An app's own platforms are added to the registry by its build.
declare module 'vue-better-auth-connect' {
  interface PlatformRegistry {
    harbor: { kind: 'oauth', credentials: never }
    lantern: { kind: 'apppassword', credentials: 'identifier' | 'appPassword' }
  }
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
function assert<T extends true>(_?: T): void {}

assert<Equal<PlatformId, OAuthPlatformId | KeyPlatformId>>()

const reddit = useIntegration('reddit')
const devto = useIntegration('devto')

assert<Equal<typeof reddit.accounts.value, Account<'reddit'>[]>>()
assert<Equal<ReturnType<typeof useAccounts<'x'>>['accounts']['value'], Account<'x'>[] | undefined>>()
const all: AccountsByPlatform | undefined = useAccounts().accounts.value
// A key opens exactly one account, which has a username; consent may come without one.
const username: string = devto.accounts.value[0]!.username
// @ts-expect-error It may be missing.
const maybe: string = reddit.accounts.value[0]!.username

// @ts-expect-error There is no such platform.
useIntegration('myspace')
// @ts-expect-error There is no such platform.
useAccounts('myspace')

await reddit.connect()
await reddit.connect(['identity', 'submit'])
await reddit.connect(['submit'], { exactly: true })
// @ts-expect-error Exactly or not.
await reddit.connect([], { exactly: 'yes' })
await reddit.ensureScopes(['submit'])
await reddit.connect([], { host: 'example.com' })
await devto.connectWithKey('key')
await devto.connectWithKey({ apiKey: 'key' })
// @ts-expect-error Which name has the key?
await devto.connectWithKey({ key: 'key' })
const lantern = useIntegration('lantern')
await lantern.connectWithKey({ identifier: 'ada', appPassword: 'secret' })
await lantern.connectWithKey({ identifier: 'ada', appPassword: 'secret', host: 'example.com' })
// @ts-expect-error A single string is an API key.
await lantern.connectWithKey('secret')
// @ts-expect-error Both are needed.
await lantern.reconnect('id', { identifier: 'ada' })
await useIntegration('harbor').connect()
// @ts-expect-error Reddit takes no key.
await reddit.connectWithKey('key')
// @ts-expect-error Dev.to asks for no consent.
await devto.connect()
// @ts-expect-error Dev.to grants no scopes.
await devto.ensureScopes([])

await reddit.disconnect('id')
await reddit.refetch()
const refreshed: Account<'reddit'> | undefined = await reddit.refresh('id')
// @ts-expect-error Which token?
await reddit.refresh()
await reddit.reconnect('id')
await devto.reconnect('id', 'key')
// @ts-expect-error Which account?
await reddit.disconnect()
// @ts-expect-error Which account?
await reddit.reconnect()
// @ts-expect-error With which key?
await devto.reconnect('id')
// @ts-expect-error What may be done with any platform is what all of them have.
useIntegration('reddit' as PlatformId).connect()
// @ts-expect-error State is read.
reddit.accounts.value = []

const profile = useProfile()
const loaded = await profile.load()
// @ts-expect-error It may have failed.
const early = loaded.sessions
const { sessions, methods: { password } } = loaded!
const ended: boolean = await profile.endSession(sessions[0]!.id)
const way: 'set' | 'unset' | 'unavailable' = password
await profile.deleteAccount()
await profile.deleteAccount({ password: 'password' })
// @ts-expect-error With which one so far?
await profile.changePassword({ newPassword: 'password' })

const signedIn: boolean = await useAuthSession().signIn({ email: 'ada@example.com', password: 'password' })
const offer: Platform<'x'> | null | undefined = usePlatform('x').value
const label: string | undefined = usePlatform(() => 'devto').value?.details?.credentials[0]?.label

export { all, early, ended, label, maybe, offer, refreshed, signedIn, username, way }
