/** The `server/database/schema.ts` of the app. The Nuxt module adds its type as `schema`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface RegisteredSchema {}
