import { z } from 'zod'

/** The id of a row, as a client sends it. Whether there is one is for the database to say, which takes any text but a null character. */
export const rowId = z.string()
  .min(1, 'The id is empty.')
  .max(255, 'The id is too long to be one.')
  .refine(id => !id.includes('\0'), 'The id has a character in it that no id has.')
