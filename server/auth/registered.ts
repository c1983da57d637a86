/** The `server/auth.config.ts` of the app. The Nuxt module adds its type as `config`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface RegisteredAuth {}
