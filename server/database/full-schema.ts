import * as appSchema from './app-schema'
import type { RegisteredSchema } from './registered'
import * as schema from './schema'

/** All tables of the database: ours and those of the app. */
export type Schema = RegisteredSchema extends { schema: infer App } ? Omit<typeof schema, keyof App> & App : typeof schema

/** All tables of the database. A table of the app replaces ours of the same name, because it has more columns. */
export const fullSchema = { ...schema, ...appSchema } as unknown as Schema
