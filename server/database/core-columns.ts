import { boolean, text, timestamp } from './columns'

// Columns of Better Auth's tables that an app can extend: it declares the table again
// in its own `server/database/schema.ts`, with these columns and more.

/** The columns of `user`. */
export const userColumns = {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('emailVerified').notNull().default(false),
  image: text('image'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
}

/** The columns of `session`, without the foreign key of `userId`. */
export const sessionColumns = {
  id: text('id').primaryKey(),
  userId: text('userId').notNull(),
  expiresAt: timestamp('expiresAt').notNull(),
  token: text('token').notNull().unique(),
  ipAddress: text('ipAddress'),
  userAgent: text('userAgent'),
  createdAt: timestamp('createdAt').notNull(),
  updatedAt: timestamp('updatedAt').notNull(),
}
