import { randomBytes } from 'node:crypto'
import type { TestTarget } from '../../dev/testing/visitor'
import { Visitor } from '../../dev/testing/visitor'
import type { Account } from '../../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'

export { Visitor }

export async function signUp(server: TestTarget): Promise<Visitor> {
  return new Visitor(server).signUp()
}

let identities = 0

/** Adds a person to the simulated platform whom no other test knows. */
export async function newIdentity(server: TestTarget, platform: PlatformId, username?: string): Promise<string> {
  const id = `person-${identities++}-${randomBytes(3).toString('hex')}`
  await server.sandbox.addIdentity(platform, { id, ...(username !== undefined && { username }) })
  return id
}

/** What {@link connectOAuth} and {@link connectKey} did. */
export interface Connected {
  user: Visitor
  identity: string
  account: Account
}

/** Connects an account by consent: of a new person and for a new user, unless they are given. */
export async function connectOAuth(server: TestTarget, platform: OAuthPlatformId, user?: Visitor, identity?: string): Promise<Connected> {
  const connected = { user: user ?? await signUp(server), identity: identity ?? await newIdentity(server, platform) }
  await connected.user.link(platform, connected.identity)
  const accounts = await connected.user.json<Account[]>(`/api/auth/${platform}/accounts`)
  return { ...connected, account: accounts.at(-1)! }
}

/** Connects an account by fresh credentials: of a new person and for a new user, unless they are given. */
export async function connectKey(server: TestTarget, platform: KeyPlatformId, user?: Visitor, identity?: string): Promise<Connected> {
  const connected = { user: user ?? await signUp(server), identity: identity ?? await newIdentity(server, platform) }
  const response = await connected.user.connectKey(platform, connected.identity)
  if (!response.ok) throw new Error(`Connecting ${platform} answered ${response.status}: ${await response.text()}`)
  return { ...connected, account: await response.json() as Account }
}

/** A user who has connected Reddit, as somebody with this username. */
export async function userWith(server: TestTarget, username: string): Promise<Visitor> {
  const user = await signUp(server)
  await user.link('reddit', await newIdentity(server, 'reddit', username))
  return user
}
