import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { getAuthTables } from 'better-auth/db'
import { count, eq, getTableColumns, is } from 'drizzle-orm'
import { getTableConfig as postgresConfig, PgTable } from 'drizzle-orm/pg-core'
import { getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as database from '../../server/database'
import { isUniqueViolation } from '../../server/database/unique-violation'
import { createDatabase, dialects } from '../setup/server'
import type { TestDatabase } from '../setup/server'

type DatabaseModule = typeof database

describe.each(dialects)('The unified database on %s', (dialect) => {
  let file: TestDatabase
  let db: database.Database
  let schema: DatabaseModule

  beforeAll(async () => {
    file = await createDatabase(dialect)
    for (const [name, value] of Object.entries(file.env)) vi.stubEnv(name, value)
    // A zone far from UTC: dates that lose theirs on the way would come back shifted.
    vi.stubEnv('TZ', 'Asia/Kathmandu')
    vi.stubEnv('BETTER_AUTH_SECRET', 'a-secret-for-tests-that-is-long-enough-0123456789')
    vi.resetModules()
    schema = await import('../../server/database')
    const { migrateDatabase } = await import('../../server/database/migrations')
    await migrateDatabase(`drizzle/${dialect}`)
    db = schema.useDatabase()
  })

  afterAll(async () => {
    await schema.closeDatabase()
    await file.drop()
    vi.unstubAllEnvs()
  })

  const moment = new Date('2026-03-29T01:59:59.123Z')

  function aUser(id: string = randomUUID()) {
    return { id, name: 'Ada', email: `${id}@example.com`, createdAt: moment, updatedAt: moment }
  }

  function anAccount(userId: string, accountId: string = randomUUID()) {
    return { id: randomUUID(), userId, providerId: 'devto', accountId, createdAt: moment, updatedAt: moment }
  }

  function aPost(userId: string) {
    return { id: randomUUID(), userId, title: 'Hello', createdAt: moment, updatedAt: moment }
  }

  async function countOf(table: DatabaseModule['user'] | DatabaseModule['account'] | DatabaseModule['posts']): Promise<number> {
    const [row] = await db.select({ rows: count() }).from(table)
    return row!.rows
  }

  it('joins a user, their account and their posts in one query', async () => {
    const { user, account, posts } = schema
    const ada = aUser()
    await db.insert(user).values(ada)
    await db.insert(account).values(anAccount(ada.id, 'ada-devto'))
    await db.insert(posts).values([aPost(ada.id), aPost(ada.id)])

    const rows = await db
      .select({ email: user.email, emailVerified: user.emailVerified, accountId: account.accountId, title: posts.title, at: posts.createdAt })
      .from(user)
      .innerJoin(account, eq(account.userId, user.id))
      .leftJoin(posts, eq(posts.userId, user.id))
      .where(eq(user.id, ada.id))
    const row = { email: ada.email, emailVerified: false, accountId: 'ada-devto', title: 'Hello', at: moment }
    expect(rows).toEqual([row, row])
  })

  it('commits a write across user, account and posts as one', async () => {
    const { user, account, posts } = schema
    const ada = aUser()
    const title = await db.transaction(async (tx) => {
      await tx.insert(user).values(ada)
      await wait(5)
      await tx.insert(account).values(anAccount(ada.id))
      const [post] = await tx.insert(posts).values(aPost(ada.id)).returning()
      return post!.title
    })
    expect(title).toBe('Hello')
    expect(await db.select().from(posts).where(eq(posts.userId, ada.id))).toHaveLength(1)
  })

  it('leaves nothing of a write across user, account and posts that fails at its end', async () => {
    const { user, account, posts } = schema
    const before = [await countOf(user), await countOf(account), await countOf(posts)]
    const failing = db.transaction(async (tx) => {
      const ada = aUser()
      await tx.insert(user).values(ada)
      await tx.insert(account).values(anAccount(ada.id))
      await wait(5)
      await tx.insert(posts).values(aPost('nobody'))
    })
    await expect(failing).rejects.toThrow()
    expect([await countOf(user), await countOf(account), await countOf(posts)]).toEqual(before)
  })

  it('keeps what others write during a transaction that is rolled back', async () => {
    const { user } = schema
    const [doomed, outside] = [aUser(), aUser()]
    const failing = db.transaction(async (tx) => {
      await tx.insert(user).values(doomed)
      await wait(20)
      throw new Error('changed my mind')
    })
    const others = Promise.all([
      db.insert(user).values(outside),
      db.select().from(user).where(eq(user.id, doomed.id)),
    ])
    await expect(failing).rejects.toThrow('changed my mind')
    expect((await others)[1]).toEqual([])
    expect(await db.select().from(user).where(eq(user.id, outside.id))).toHaveLength(1)
    expect(await db.select().from(user).where(eq(user.id, doomed.id))).toEqual([])
  })

  it('runs many transactions at once, each whole', async () => {
    const { user, posts } = schema
    const people = Array.from({ length: 20 }, () => aUser())
    const outcomes = await Promise.allSettled(people.map((person, index) => db.transaction(async (tx) => {
      await tx.insert(user).values(person)
      await wait(index % 3)
      await tx.insert(posts).values(aPost(person.id))
      if (index % 2) throw new Error('odd ones fail')
    })))
    expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(10)
    for (const [index, person] of people.entries()) {
      expect(await db.select().from(posts).where(eq(posts.userId, person.id))).toHaveLength(index % 2 ? 0 : 1)
    }
  })

  it('deletes a user together with everything of theirs', async () => {
    const { user, account, connection, posts } = schema
    const ada = aUser()
    const theirs = anAccount(ada.id)
    await db.insert(user).values(ada)
    await db.insert(account).values(theirs)
    await db.insert(connection).values({ id: theirs.id, username: 'ada', updatedAt: moment })
    await db.insert(posts).values(aPost(ada.id))
    await db.delete(user).where(eq(user.id, ada.id))
    expect(await db.select().from(account).where(eq(account.userId, ada.id))).toEqual([])
    expect(await db.select().from(connection).where(eq(connection.id, theirs.id))).toEqual([])
    expect(await db.select().from(posts).where(eq(posts.userId, ada.id))).toEqual([])
  })

  it('lets an external account belong to one user only', async () => {
    const { user, account } = schema
    const [ada, bob] = [aUser(), aUser()]
    await db.insert(user).values([ada, bob])
    await db.insert(account).values(anAccount(ada.id, 'shared'))
    const error: unknown = await db.insert(account).values(anAccount(bob.id, 'shared')).then(() => undefined, (error: unknown) => error)
    expect(isUniqueViolation(error)).toBe(true)
    const unrelated: unknown = await db.insert(account).values(anAccount('nobody')).then(() => undefined, (error: unknown) => error)
    expect(unrelated).toBeInstanceOf(Error)
    expect(isUniqueViolation(unrelated)).toBe(false)
  })

  it('has every table, column, key and index that Better Auth says it needs', async () => {
    const { useAuth } = await import('../../server/auth')
    const tables = getAuthTables(useAuth().options)
    expect(Object.keys(tables).sort()).toEqual(['account', 'session', 'user', 'verification'])
    for (const { modelName, fields } of Object.values(tables)) {
      const table = schema[modelName as 'user']
      const columns = getTableColumns(table) as Record<string, { name: string, notNull: boolean, dataType: string, isUnique: boolean }>
      const { foreignKeys, indexes } = is(table, PgTable) ? postgresConfig(table) : sqliteConfig(table as unknown as SQLiteTable)
      const references = foreignKeys.map(key => ({ column: key.reference().columns[0]!.name, onDelete: key.onDelete }))
      const indexed = indexes.map(index => (index.config.columns[0] as { name: string }).name)

      for (const [name, field] of Object.entries(fields)) {
        const column = columns[field.fieldName ?? name]
        const where = `${modelName}.${name}`
        expect(column, where).toBeDefined()
        expect(column!.dataType, where).toBe(field.type)
        expect(column!.notNull, where).toBe(field.required !== false)
        if (field.unique) expect(column!.isUnique, where).toBe(true)
        if (field.references) expect(references, where).toContainEqual({ column: column!.name, onDelete: field.references.onDelete })
        if (field.index) expect(indexed, where).toContain(column!.name)
      }
    }
  })
})

describe('The embedded database', () => {
  it('refuses a query beside the transaction it is in, instead of waiting for itself', async () => {
    const file = await createDatabase('sqlite')
    vi.stubEnv('DATABASE_URL', '')
    vi.resetModules()
    const { openSqlite } = await import('../../server/database/sqlite')
    const { user } = await import('../../server/database/schema')
    const { db, close } = openSqlite(file.env.SQLITE_PATH!)
    await expect(db.transaction(async () => db.select().from(user))).rejects.toMatchObject({ cause: { message: expect.stringMatching(/Use the `tx` of the callback/) as string } })
    await expect(db.transaction(async () => db.transaction(async () => 1))).rejects.toThrow(/started inside another one/)
    await close()
    await file.drop()
    vi.unstubAllEnvs()
  })
})
