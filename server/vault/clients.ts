import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { platformClient, useDatabase } from '../database'
import { oauthError } from '../platforms/call-platform'
import type { ClientCredentials, ClientRegistration, Connector, ConnectorContext } from '../platforms/connector'
import { isSealedNow, open, seal } from './seal'

type StoredClient = typeof platformClient.$inferSelect

/** Returns this server's client credentials at a host, if they exist and can be decrypted. */
export async function storedClient(platform: string, host: string): Promise<ClientCredentials | undefined> {
  const stored = await read(platform, host)
  return stored && openClient(stored)
}

/**
 * Returns this server's client credentials at the host of `context`, before a redirect
 * to its consent page. It registers the server if there is no registration, if the
 * host has deleted it, or if it does not cover the redirect URI and the scopes.
 *
 * @throws ConnectError `HOST_REFUSED`, `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT`. Nothing is stored then.
 */
export async function clientFor({ register }: Connector, registration: ClientRegistration, context: ConnectorContext): Promise<ClientCredentials> {
  const { definition: { id: platform }, host } = context
  if (!register || !host) throw new Error(`The server cannot register itself at ${platform}: it needs a host, and a connector with \`register\`.`)
  const stored = await read(platform, host)
  const client = stored && covers(stored, registration) ? await openClient(stored) : undefined
  if (client && await isKnown(client, registration, context)) return client

  const { clientId, clientSecret } = await register(registration, context)
  const values = {
    clientId,
    clientSecret: await seal(clientSecret),
    redirectUri: registration.redirectUri,
    scopes: registration.scopes.join(' '),
    createdAt: new Date(),
  }
  // If several requests register at the same time, all use the registration that was stored first.
  const written = stored
    ? await useDatabase().update(platformClient).set(values).where(and(eq(platformClient.id, stored.id), eq(platformClient.clientId, stored.clientId))).returning()
    : await useDatabase().insert(platformClient).values({ id: randomUUID(), platform, host, ...values }).onConflictDoNothing({ target: [platformClient.platform, platformClient.host] }).returning()
  if (written.length) return { clientId, clientSecret }
  return await storedClient(platform, host) ?? { clientId, clientSecret }
}

async function read(platform: string, host: string): Promise<StoredClient | undefined> {
  const [stored] = await useDatabase().select().from(platformClient).where(and(eq(platformClient.platform, platform), eq(platformClient.host, host)))
  return stored
}

/** Decrypts client credentials. Undefined if their secret version is no longer configured: the server then registers itself again. */
async function openClient({ clientId, clientSecret }: StoredClient): Promise<ClientCredentials | undefined> {
  const secret = await open(clientSecret).catch(() => undefined)
  return secret === undefined ? undefined : { clientId, clientSecret: secret }
}

function covers(stored: StoredClient, { redirectUri, scopes }: ClientRegistration): boolean {
  const registered = new Set(stored.scopes.split(' '))
  return stored.redirectUri === redirectUri && scopes.every(scope => registered.has(scope))
}

/**
 * Whether the host still has the registration. This is checked before the redirect,
 * because a host without it would show its own error page and never redirect back.
 * Mastodon before 4.3 deletes registrations without tokens. The token that this call
 * creates prevents that.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 * @see https://docs.joinmastodon.org/methods/apps/#create
 */
async function isKnown({ clientId, clientSecret }: ClientCredentials, { redirectUri, scopes }: ClientRegistration, { definition, call }: ConnectorContext): Promise<boolean> {
  if (definition.kind !== 'oauth') return true
  const { body } = await call(definition.endpoints.token, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, scope: scopes.join(' ') }),
  })
  return oauthError(body) !== 'invalid_client'
}

/** Encrypts the secrets of all registrations again, with the current secret version. Skips those that cannot be decrypted, see {@link openClient}. */
export async function resealClients(): Promise<void> {
  const db = useDatabase()
  for (const stored of await db.select().from(platformClient)) {
    const client = isSealedNow(stored.clientSecret) ? undefined : await openClient(stored)
    if (!client) continue
    await db.update(platformClient)
      .set({ clientSecret: await seal(client.clientSecret) })
      .where(and(eq(platformClient.id, stored.id), eq(platformClient.clientSecret, stored.clientSecret)))
  }
}
