import { z } from 'zod'

/** Validates a row id from a client. It excludes null characters, because PostgreSQL refuses them. */
export const rowId = z.string()
  .min(1, 'The id is empty.')
  .max(255, 'The id is too long to be one.')
  .refine(id => !id.includes('\0'), 'The id has a character in it that no id has.')
