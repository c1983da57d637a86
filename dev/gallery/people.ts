import type { SessionUser } from '../../client/session-user'
import type { Account, AccountsByPlatform, PlatformDetails, PlatformOffer, PlatformSetup, ServerPlatforms } from '../../shared/account'
import { platforms } from '../../shared/platforms'
import type { PlatformDefinition } from '../../shared/platforms'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import { mark, markedLocale } from './marked'

/** A platform where users name the host of their account, without an icon. */
const harbor: PlatformDefinition = {
  id: 'harbor',
  name: 'Harbor',
  kind: 'oauth',
  color: '#0f766e',
  host: 'user',
  endpoints: { authorize: 'https://{host}/authorize', token: 'https://{host}/token' },
  clientAuth: 'basic',
  pkce: true,
  refresh: 'rotating',
  api: { baseUrl: 'https://{host}/api' },
  permissions: [{ scope: 'read', label: 'Read', description: 'See your posts.', required: true }],
  features: ['Show who you are', 'Read your posts'],
  helpUrl: 'https://example.com/settings',
  texts: {
    de: {
      features: ['Zeigen, wer Sie sind', 'Ihre Beiträge lesen'],
      permissions: { read: { label: 'Lesen', description: 'Ihre Beiträge sehen.' } },
    },
  },
}

/** A platform with two credentials and a host that has a default. */
const lantern: PlatformDefinition = {
  id: 'lantern',
  name: 'Lantern',
  kind: 'apppassword',
  color: '#7c3aed',
  host: 'user',
  defaultHost: 'lantern.example',
  endpoints: {},
  credentials: [
    { name: 'identifier', label: 'Handle', secret: false, placeholder: 'ada.lantern.example', pattern: '[^@\\s]+', help: 'Without the @.' },
    { name: 'appPassword', label: 'App password', secret: true },
  ],
  api: { baseUrl: 'https://{host}/api' },
  permissions: [],
  features: ['Publish posts'],
  helpUrl: 'https://example.com/settings',
  texts: {
    de: {
      features: ['Beiträge veröffentlichen'],
      credentials: { identifier: { label: 'Kontoname', help: 'Ohne das @.' }, appPassword: { label: 'App-Passwort' } },
    },
  },
}

const definitions: readonly PlatformDefinition[] = [...Object.values(platforms), harbor, lantern]

export interface GalleryPlatform {
  id: PlatformId
  name: string
}

/** Every platform of the gallery. */
export const platformList: readonly GalleryPlatform[] = definitions.map(({ id, name }) => ({ id: id as PlatformId, name }))

function definitionOf(id: string): PlatformDefinition {
  return definitions.find(definition => definition.id === id)!
}

function detailsOf(definition: PlatformDefinition): PlatformDetails {
  const { icon, permissions, features, helpUrl, host, defaultHost, texts } = definition
  return {
    icon: icon && { path: icon.path },
    permissions,
    features,
    credentials: 'credentials' in definition ? definition.credentials : [],
    helpUrl,
    host: host === 'user' ? { default: defaultHost, placeholder: defaultHost ?? 'harbor.example' } : undefined,
    texts: texts?.de && { ...texts, [markedLocale]: mark(texts.de) },
  }
}

/** A picture that needs no network. */
function picture(color: string): string {
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="${color}" d="M0 0h40v40H0z"/><circle cx="20" cy="16" r="7" fill="#fff"/><path fill="#fff" d="M6 40a14 14 0 0 1 28 0z"/></svg>`)}`
}

/** The signed-in user. */
export const user: SessionUser = { id: 'user-1', name: 'Ada Lovelace', email: 'ada@example.com', image: picture('#5b6ee1') }

/** Default values of accounts. */
const common = {
  id: 'account-1',
  userId: user.id,
  accountId: '1001',
  accessToken: 'hidden',
  refreshToken: 'present',
  accessTokenExpiresAt: null,
  isExpired: false,
  status: 'healthy',
  createdAt: '2026-03-14T09:26:53.000Z',
  updatedAt: '2026-03-14T09:26:53.000Z',
} as const

/** An account with some values changed. */
export function account<Id extends PlatformId = 'reddit'>(changes: Partial<Account<Id>> = {}, platform = 'reddit' as Id): Account<Id> {
  const { kind, permissions } = definitionOf(platform)
  const scopes = changes.scopes ?? permissions.filter(permission => permission.required || permission.default).map(({ scope }) => scope)
  return {
    ...common,
    name: 'Ada Lovelace',
    username: 'ada',
    profileImageUrl: picture('#2f7d6d'),
    platform,
    providerId: platform,
    scopes,
    scope: scopes.join(' '),
    ...(kind !== 'oauth' && { apiKey: 'hidden' }),
    ...changes,
  } as unknown as Account<Id>
}

/** Accounts with unusual names or pictures. */
export const crowd = {
  sameName: account({ id: 'account-2', username: 'ada_at_work', profileImageUrl: picture('#b0562c') }),
  longName: account({ id: 'account-3', name: 'Augusta Ada King, Countess of Lovelace and first to program an engine', username: 'TheEnchantressOfNumbersWhoNeverPutsASpaceInAnythingSheIsAskedFor', profileImageUrl: undefined }),
  noName: account({ id: 'account-4', name: undefined, username: undefined, profileImageUrl: undefined }),
  onlyEmail: account({ id: 'account-5', name: undefined, username: undefined, email: 'babbage@example.com', profileImageUrl: undefined }),
  brokenPicture: account({ id: 'account-6', name: 'Mary Somerville', username: 'mary', profileImageUrl: 'data:image/png;base64,AAAA' }),
}

/** All names, handles and email addresses in entries. They are the same in every language. */
export const names: readonly string[] = [
  ...platformList.map(({ name }) => name),
  // Examples in fields are the same in every language.
  'ada.lantern.example', 'lantern.example', 'harbor.example',
  ...[user, account(), ...Object.values(crowd)].flatMap((person) => {
    const { name, email, username } = person as { name?: string, email?: string, username?: string }
    return [name, email, username && `@${username}`].filter(text => text !== undefined && text !== '')
  }) as string[],
]

/** The list in the format of the API. */
export function byPlatform(accounts: readonly Account[]): AccountsByPlatform {
  return Object.fromEntries(platformList.map(({ id }) => [id, accounts.filter(({ platform }) => platform === id)])) as AccountsByPlatform
}

/** How to set up a platform, as a development server returns it. */
export function setupOf(platform: OAuthPlatformId): PlatformSetup {
  const definition = definitionOf(platform)
  const prefix = platform.toUpperCase()
  return {
    variables: [`${prefix}_CLIENT_ID`, `${prefix}_CLIENT_SECRET`],
    callbackURL: `https://app.example.com/api/auth/callback/${platform}`,
    registerAt: ('credentialsUrl' in definition && definition.credentialsUrl) || definition.helpUrl,
  }
}

function offerOf(definition: PlatformDefinition): PlatformOffer {
  const { name, kind, color } = definition
  return { name, kind, color, enabled: true, signIn: kind === 'oauth' && definition.host !== 'user', signUp: kind === 'oauth' && definition.verifiesEmail === true, details: detailsOf(definition) }
}

/** A server with every platform enabled. */
export const server: ServerPlatforms = {
  sandbox: false,
  platforms: Object.fromEntries(definitions.map(definition => [definition.id, offerOf(definition)])) as ServerPlatforms['platforms'],
}

/** The same with one platform disabled. */
export function serverWithout(platform: OAuthPlatformId, setup?: PlatformSetup): ServerPlatforms {
  return { ...server, platforms: { ...server.platforms, [platform]: { ...server.platforms[platform], enabled: false, signUp: false, setup } } }
}

/** The response of a server without `?details=`. */
export function withoutDetails({ sandbox, platforms }: ServerPlatforms): ServerPlatforms {
  return { sandbox, platforms: Object.fromEntries(Object.entries(platforms).map(([id, offer]) => [id, { ...offer, details: undefined }])) as ServerPlatforms['platforms'] }
}
