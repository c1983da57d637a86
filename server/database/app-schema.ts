// The tables of the app's `server/database/schema.ts`. A Nuxt build replaces the content of this file with it.
export {}
