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

/** Fields of Better Auth's own schema. Only `name` and `image` can be updated. */
const coreFields = ['id', 'name', 'email', 'emailVerified', 'image', 'createdAt', 'updatedAt']

type Fields = Readonly<Record<string, { input?: boolean | undefined }>>

/** The schema of an update, with the fields that the app and its plugins add. Better Auth validates the values of those. */
function updateWith(fields: Fields) {
  const added = Object.keys(fields).filter(field => !coreFields.includes(field) && fields[field]!.input !== false)
  return z.strictObject({ name: name.optional(), image: image.nullish(), ...Object.fromEntries(added.map(field => [field, z.unknown().optional()])) }, {
    error: ({ code }) => code === 'unrecognized_keys' ? `Only ${new Intl.ListFormat('en').format(['name', 'image', ...added])} can be changed here.` : undefined,
  }).refine(body => Object.keys(body).length > 0, 'Send a name or an image.')
}

export type ProfilePath = '/sign-up/email' | '/update-user'

/**
 * Validates and normalizes the profile that a user sends on sign-up or update.
 * Better Auth accepts any value here, and invalid ones fail in the database.
 *
 * @param fields fields of `user` in Better Auth's schema, with those of the app and its plugins
 * @returns the normalized fields of the body
 * @throws ConnectError `INVALID_REQUEST`
 */
export function checkProfile(path: ProfilePath, body: unknown, fields: Fields = {}): object {
  const parsed = (path === '/sign-up/email' ? signUp : updateWith(fields)).safeParse(body)
  if (!parsed.success) throw connectError('INVALID_REQUEST', { message: parsed.error.issues[0]?.message })
  const { name, image } = parsed.data
  return { name, image }
}
