// `#connect/schema` without a file `server/database/schema.ts` in the app.
export {}
