import { randomUUID } from 'node:crypto'
import type { AuthContext } from 'better-auth'
import { eq } from 'drizzle-orm'
import { describeDatabase, useDatabase, verification } from '../database'
import * as schema from '../database/schema'
import { log } from '../log'
import { hasOwnInstance, useAuth } from './index'
import { refuseOptions } from './refused-options'

/** Milliseconds until the next check of an instance that was not ready. */
const retryAfter = 1000

let checked: { at: number, problem: Promise<string | undefined> } | undefined
let logged: string | undefined

/**
 * Whether Better Auth can handle requests: its tables exist, and an instance of the
 * app uses the database of the account API. Logs the problem otherwise, and checks
 * again later: the app's migrations may run after the server has started. Call it
 * when our migrations are applied.
 */
export async function authReadiness(): Promise<boolean> {
  const seen = checked
  if (!seen || (Date.now() - seen.at > retryAfter && await seen.problem)) {
    // Several callers may have waited for the last check. Only the first one starts the next check.
    if (checked === seen) checked = { at: Date.now(), problem: findProblem().catch((error: unknown) => (error as Error).message) }
  }
  const problem = await checked!.problem
  if (problem && problem !== logged) log.error(`${problem} The server refuses requests until then.`)
  logged = problem
  return problem === undefined
}

async function findProblem(): Promise<string | undefined> {
  const context = await useAuth().$context as unknown as AuthContext
  // Again, because other plugins can have changed them.
  refuseOptions(context.options)
  return await missingInSchema(context) ?? await missingTable(context) ?? (hasOwnInstance() ? await otherDatabase(context) : undefined)
}

/** Compares Better Auth's tables with the tables that its adapter knows. */
async function missingInSchema({ checkSchema }: AuthContext): Promise<string | undefined> {
  try {
    await checkSchema?.()
  }
  catch (error) {
    return `${(error as Error).message}\nDeclare these tables and columns in server/database/schema.ts, or in the schema of your own instance.`
  }
}

/** Reads one row of each table that our migrations do not create. */
async function missingTable({ adapter, tables }: AuthContext): Promise<string | undefined> {
  const isOurs = (model: string) => model in schema && Object.keys(tables[model]!.fields).every(field => field in schema[model as keyof typeof schema])
  for (const model of Object.keys(tables)) {
    if (!hasOwnInstance() && isOurs(model)) continue
    try {
      await adapter.findMany({ model, limit: 1 })
    }
    catch (error) {
      const { message } = (error as Error).cause as Error | undefined ?? error as Error
      return `Better Auth cannot read the table '${tables[model]!.modelName}' in ${describeDatabase()} (${message}). Create the table or its columns with a migration.`
    }
  }
}

/** Writes a row with the instance of the app, and reads it as the account API reads rows. */
async function otherDatabase({ adapter }: AuthContext): Promise<string | undefined> {
  const identifier = `connect:same-database:${randomUUID()}`
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000)
  const written = await adapter.create({ model: 'verification', data: { identifier, value: 'test', expiresAt, createdAt: new Date(), updatedAt: new Date() } })
  try {
    const [found] = await useDatabase().select().from(verification).where(eq(verification.identifier, identifier))
    if (!found) return `The Better Auth instance in server/auth.config.ts uses another database than the account API, which uses ${describeDatabase()}. Set SQLITE_PATH or DATABASE_URL to the database of your instance.`
    if (found.expiresAt.getTime() !== expiresAt.getTime()) return 'The Better Auth instance in server/auth.config.ts stores times in another format than the account API. Use drizzleAdapter with the tables of nuxt-better-auth-connect/database.'
  }
  finally {
    await adapter.delete({ model: 'verification', where: [{ field: 'id', value: written.id as string }] })
  }
}
