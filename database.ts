// What an app's own tables in `server/database/schema.ts` are made with: `nuxt-better-auth-connect/database`.
export * from './server/database/columns'
export * from './server/database/core-columns'
export { account, connection, session, user, verification } from './server/database/schema'
