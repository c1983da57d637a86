import { z } from 'zod'
import { connectError } from '../../shared/errors'
import { nameLength } from '../../shared/profile'

const name = z.string({ error: 'A name is text.' })
  .trim()
  .min(1, 'The name is empty.')
  .max(nameLength, `The name is longer than ${nameLength} characters.`)
  .regex(/^\P{Cc}*$/u, 'The name has characters in it that no name has.')

/** Pages show this URL as an image, so only https is allowed: no scripts, no mixed content. */
const image = z.url({ protocol: /^https$/, normalize: true, error: 'A picture is named by an address that begins with https://.' })
  .max(2048, 'The address of the picture is too long.')

const signUp = z.looseObject({ name, image: image.optional() })

const update = z.strictObject({ name: name.optional(), image: image.nullish() }, { error: ({ code }) => code === 'unrecognized_keys' ? 'Only name and image can be changed here.' : undefined })
  .refine(body => Object.keys(body).length > 0, 'Send a name or an image.')

const profiles = { '/sign-up/email': signUp, '/update-user': update }

export type ProfilePath = keyof typeof profiles

/**
 * Validates and normalizes the profile that a user sends on sign-up or update.
 * Better Auth accepts any value here, and invalid ones fail in the database.
 *
 * @throws ConnectError `INVALID_REQUEST`
 */
export function checkProfile(path: ProfilePath, body: unknown): object {
  const parsed = profiles[path].safeParse(body)
  if (!parsed.success) throw connectError('INVALID_REQUEST', { message: parsed.error.issues[0]?.message })
  return parsed.data
}
