/**
 * The database answers, and a migration cannot be applied. The message says what
 * happened, why, and what to do. The database is as it was before.
 */
export class MigrationError extends Error {
  override name = 'MigrationError'
}
