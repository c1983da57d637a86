import type { ReconnectReason } from '../../shared/account'
import { index, table, text, timestamp, unique } from './columns'
import { sessionColumns, userColumns } from './core-columns'

// Better Auth's tables. A test compares them with the schema that Better Auth
// requires, so that an upgrade with new columns fails in CI.

export const user = table('user', userColumns)

export const account = table('account', {
  id: text('id').primaryKey(),
  userId: text('userId').notNull().references(() => user.id, { onDelete: 'cascade' }),
  /** The account's id at the platform. */
  accountId: text('accountId').notNull(),
  providerId: text('providerId').notNull(),
  accessToken: text('accessToken'),
  refreshToken: text('refreshToken'),
  idToken: text('idToken'),
  accessTokenExpiresAt: timestamp('accessTokenExpiresAt'),
  refreshTokenExpiresAt: timestamp('refreshTokenExpiresAt'),
  /** Comma-separated, as Better Auth writes it. */
  scope: text('scope'),
  password: text('password'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
}, table => [
  // Not part of Better Auth's schema. Without it, one external account could belong to two users.
  unique().on(table.providerId, table.accountId),
  index('idx_account_userId').on(table.userId),
  index('idx_account_providerId').on(table.providerId),
])

export const session = table('session', {
  ...sessionColumns,
  userId: text('userId').notNull().references(() => user.id, { onDelete: 'cascade' }),
}, table => [
  index('idx_session_userId').on(table.userId),
  index('idx_session_token').on(table.token),
])

export const verification = table('verification', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: timestamp('expiresAt').notNull(),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
}, table => [
  index('idx_verification_identifier').on(table.identifier),
])

/**
 * Our data about a connected account: its profile, its health and its refresh
 * lease. The table is one-to-one with `account`, so that Better Auth's table keeps
 * exactly Better Auth's columns and upgrades stay simple.
 */
export const connection = table('connection', {
  id: text('id').primaryKey().references(() => account.id, { onDelete: 'cascade' }),
  username: text('username'),
  name: text('name'),
  email: text('email'),
  profileImageUrl: text('profileImageUrl'),
  /** Host of the account, on platforms where users name it. */
  host: text('host'),
  /** Why the user has to reconnect, and since when. Null while the grant is valid. */
  reconnectReason: text('reconnectReason').$type<ReconnectReason>(),
  reconnectSince: timestamp('reconnectSince'),
  /** The holder of the refresh lease, and when the lease expires. */
  leaseHolder: text('leaseHolder'),
  leaseUntil: timestamp('leaseUntil'),
  /** Fingerprint of a single-use token that was sent to the platform, and since when. Set while it is unknown whether the token still works. */
  spentToken: text('spentToken'),
  spentSince: timestamp('spentSince'),
  /** Since when the platform refuses a token that an earlier renewal may have replaced. */
  uncertainSince: timestamp('uncertainSince'),
  /** When a refresh last succeeded, when it last failed with a temporary error, and when the next one is allowed. */
  refreshedAt: timestamp('refreshedAt'),
  refreshFailedAt: timestamp('refreshFailedAt'),
  refreshNotBefore: timestamp('refreshNotBefore'),
  updatedAt: timestamp('updatedAt').notNull(),
})

/**
 * This server's registrations as an OAuth client at hosts that users named. A host
 * accepts only the registered redirect URI and scopes, so both are stored.
 */
export const platformClient = table('platformClient', {
  id: text('id').primaryKey(),
  platform: text('platform').notNull(),
  host: text('host').notNull(),
  clientId: text('clientId').notNull(),
  /** Encrypted by `seal`. */
  clientSecret: text('clientSecret').notNull(),
  redirectUri: text('redirectUri').notNull(),
  /** Separated by spaces. */
  scopes: text('scopes').notNull(),
  createdAt: timestamp('createdAt').notNull(),
}, table => [
  unique().on(table.platform, table.host),
])

// The app's own tables, in the same database, with foreign keys to `user`.

export const posts = table('posts', {
  id: text('id').primaryKey(),
  userId: text('userId').notNull().references(() => user.id, { onDelete: 'cascade' }),
  title: text('title').notNull(),
  content: text('content'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
}, table => [
  index('idx_posts_userId').on(table.userId),
])
