import type { ReconnectReason } from '../../shared/account'
import { boolean, index, table, text, timestamp, unique } from './columns'

// Better Auth's tables. A test compares them with what Better Auth says it
// needs, so that an upgrade that asks for more fails there and not in use.

export const user = table('user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('emailVerified').notNull().default(false),
  image: text('image'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
})

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
  // Not Better Auth's own: without it one external account could belong to two users.
  unique().on(table.providerId, table.accountId),
  index('idx_account_userId').on(table.userId),
  index('idx_account_providerId').on(table.providerId),
])

export const session = table('session', {
  id: text('id').primaryKey(),
  userId: text('userId').notNull().references(() => user.id, { onDelete: 'cascade' }),
  expiresAt: timestamp('expiresAt').notNull(),
  token: text('token').notNull().unique(),
  ipAddress: text('ipAddress'),
  userAgent: text('userAgent'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
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
 * What we know of a connected account and Better Auth does not: the profile it
 * shows, its health, and who is refreshing it. A row of its own, one to one with
 * `account`, so that Better Auth's columns stay exactly Better Auth's and its
 * upgrades stay painless.
 */
export const connection = table('connection', {
  id: text('id').primaryKey().references(() => account.id, { onDelete: 'cascade' }),
  username: text('username'),
  name: text('name'),
  email: text('email'),
  profileImageUrl: text('profileImageUrl'),
  /** Why the user has to connect again, and since when; null while the grant is good. */
  reconnectReason: text('reconnectReason').$type<ReconnectReason>(),
  reconnectSince: timestamp('reconnectSince'),
  /** Who is refreshing the token, and until when they may be taken to be alive. */
  leaseHolder: text('leaseHolder'),
  leaseUntil: timestamp('leaseUntil'),
  /** When a refresh last succeeded, last failed in passing, and is next allowed. */
  refreshedAt: timestamp('refreshedAt'),
  refreshFailedAt: timestamp('refreshFailedAt'),
  refreshNotBefore: timestamp('refreshNotBefore'),
  updatedAt: timestamp('updatedAt').notNull(),
})

// The app's own tables: same database, real foreign keys to `user`.

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
