import { randomUUID } from 'node:crypto'
import { account, closeDatabase, connection, session, useDatabase, user } from '../../server/database'
import { initialScopes, isOAuthPlatform, platformIds, providerIdOf } from '../../server/platforms'
import { open, seal } from '../../server/vault/seal'

// Runs as a separate process, because the schema uses the dialect of its process.

/** The data to create, as JSON in the first argument. The environment selects the database. */
export interface SeedPlan {
  /** The measured user. */
  userId: string
  /** Number of accounts of the measured user. */
  accounts: number
  /** Number of other users. Each has a session and a few accounts. */
  users: number
}

const accountsOfOthers = 3
/** Rows per statement. Both databases limit the number of parameters. */
const rowsAtOnce = 500
const day = 24 * 60 * 60 * 1000

const { userId, accounts, users } = JSON.parse(process.argv[2]!) as SeedPlan
const start = Date.now()

// Encrypted tokens of realistic length. All accounts share them, because the listing does not decrypt tokens.
const accessToken = await seal(`access-${'x'.repeat(200)}`)
const refreshToken = await seal(`refresh-${'x'.repeat(100)}`)
if (await open(refreshToken) === refreshToken) throw new Error('Tokens would be stored without encryption.')

function accountRow(ownerId: string, number: number): typeof account.$inferInsert {
  const platform = platformIds[number % platformIds.length]!
  const isOAuth = isOAuthPlatform(platform)
  const createdAt = new Date(start - day + number * 1000)
  return {
    id: randomUUID(),
    userId: ownerId,
    accountId: `${ownerId}-${number}`,
    providerId: providerIdOf(platform),
    accessToken,
    refreshToken: isOAuth ? refreshToken : null,
    // After the end of any run, because an account that expires during the run would change the response.
    accessTokenExpiresAt: isOAuth ? new Date(start + day) : null,
    scope: initialScopes(platform).join(','),
    createdAt,
    updatedAt: createdAt,
  }
}

function connectionRow({ id, accountId, updatedAt }: typeof account.$inferInsert): typeof connection.$inferInsert {
  return {
    id,
    username: `user_${accountId.slice(-12)}`,
    name: 'Somebody With A Name',
    email: `${accountId}@example.com`,
    profileImageUrl: `https://images.example.com/avatars/${accountId}/256x256.png`,
    updatedAt,
  }
}

const others = Array.from({ length: users }, (_, number) => ({
  id: randomUUID(),
  name: `Other ${number}`,
  email: `other-${number}@example.com`,
  createdAt: new Date(start),
  updatedAt: new Date(start),
}))
const sessions = others.map(other => ({
  id: randomUUID(),
  userId: other.id,
  token: randomUUID(),
  expiresAt: new Date(start + day),
  createdAt: new Date(start),
  updatedAt: new Date(start),
}))
const accountRows = [
  // The rows of the measured user are between those of other users, as in a real table.
  ...others.slice(users / 2).flatMap(other => Array.from({ length: accountsOfOthers }, (_, number) => accountRow(other.id, number))),
  ...Array.from({ length: accounts }, (_, number) => accountRow(userId, number)),
  ...others.slice(0, users / 2).flatMap(other => Array.from({ length: accountsOfOthers }, (_, number) => accountRow(other.id, number))),
]

function* chunks<Row>(rows: Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce)
}

await useDatabase().transaction(async (tx) => {
  for (const rows of chunks(others)) await tx.insert(user).values(rows)
  for (const rows of chunks(sessions)) await tx.insert(session).values(rows)
  for (const rows of chunks(accountRows)) await tx.insert(account).values(rows)
  for (const rows of chunks(accountRows)) await tx.insert(connection).values(rows.map(connectionRow))
}).catch((error: Error) => {
  // Drizzle's own message contains all parameters of the statement.
  throw error.cause ?? error
})
await closeDatabase()
