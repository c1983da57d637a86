import { randomUUID } from 'node:crypto'
import { account, closeDatabase, connection, session, useDatabase, user } from '../../server/database'
import { open, seal } from '../../server/vault/seal'
import { initialScopes, isOAuthPlatform, platformList } from '../../shared/platforms'

// Run as a process of its own: the schema takes the dialect of its process.

/** What to write, as JSON in the first argument. The database is the one the environment names. */
export interface SeedPlan {
  /** The user to measure with. */
  userId: string
  /** Accounts of that user. */
  accounts: number
  /** Other users, each with a session and a few accounts. */
  users: number
}

const accountsOfOthers = 3
/** Well below the number of parameters either database takes in a statement. */
const rowsAtOnce = 500
const day = 24 * 60 * 60 * 1000

const { userId, accounts, users } = JSON.parse(process.argv[2]!) as SeedPlan
const start = Date.now()

// Of the length that real ones have once sealed. One of each will do: nothing here opens them.
const accessToken = await seal(`access-${'x'.repeat(200)}`)
const refreshToken = await seal(`refresh-${'x'.repeat(100)}`)
if (await open(refreshToken) === refreshToken) throw new Error('Tokens would be stored in clear.')

function accountRow(ownerId: string, number: number): typeof account.$inferInsert {
  const platform = platformList[number % platformList.length]!
  const isOAuth = isOAuthPlatform(platform.id)
  const createdAt = new Date(start - day + number * 1000)
  return {
    id: randomUUID(),
    userId: ownerId,
    accountId: `${ownerId}-${number}`,
    providerId: platform.providerId,
    accessToken,
    refreshToken: isOAuth ? refreshToken : null,
    // Later than any run ends: an account that expires meanwhile would change the answer.
    accessTokenExpiresAt: isOAuth ? new Date(start + day) : null,
    scope: initialScopes(platform.id).join(','),
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
  // The measured user's lie between those of the others, as they would had they come one by one.
  ...others.slice(users / 2).flatMap(other => Array.from({ length: accountsOfOthers }, (_, number) => accountRow(other.id, number))),
  ...Array.from({ length: accounts }, (_, number) => accountRow(userId, number)),
  ...others.slice(0, users / 2).flatMap(other => Array.from({ length: accountsOfOthers }, (_, number) => accountRow(other.id, number))),
]

function* portions<Row>(rows: Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce)
}

await useDatabase().transaction(async (tx) => {
  for (const rows of portions(others)) await tx.insert(user).values(rows)
  for (const rows of portions(sessions)) await tx.insert(session).values(rows)
  for (const rows of portions(accountRows)) await tx.insert(account).values(rows)
  for (const rows of portions(accountRows)) await tx.insert(connection).values(rows.map(connectionRow))
}).catch((error: Error) => {
  // Drizzle's own message repeats every parameter of the statement.
  throw error.cause ?? error
})
await closeDatabase()
