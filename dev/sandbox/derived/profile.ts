import type { ProfileMapping } from '../../../shared/platforms'
import { type Identity, avatarUrl } from '../identities'

/** The values of a profile, by the fields of {@link ProfileMapping}. */
export type ShownProfile = { [Field in keyof ProfileMapping]?: string | number | boolean }

/** Fields in order of increasing priority: if two fields have the same path, the later one wins. */
const FIELDS = ['image', 'name', 'username', 'emailVerified', 'email', 'id'] as const

/**
 * Creates the response of `endpoints.userinfo`, the inverse of the definition's mapping.
 *
 * @param origin origin of the sandbox, for the URL of the avatar
 */
export function profileAnswer(mapping: ProfileMapping, platform: string, identity: Identity, origin: string): Record<string, unknown> {
  const answer: Record<string, unknown> = {}
  for (const [path, value] of valuesByPath(mapping, platform, identity, origin)) {
    if (value !== undefined) set(answer, path.split('.'), value)
  }
  return answer
}

/** The values that the mapping reads from {@link profileAnswer}. */
export function shownProfile(mapping: ProfileMapping, platform: string, identity: Identity, origin: string): ShownProfile {
  const values = valuesByPath(mapping, platform, identity, origin)
  return Object.fromEntries(FIELDS.map(field => [field, values.get(mapping[field] ?? '')]))
}

function valuesByPath(mapping: ProfileMapping, platform: string, identity: Identity, origin: string) {
  const { accountId, username, name, email, emailVerified = true } = identity
  const fields = {
    // Some platforms return ids as numbers, others as text. Ids that fit a number are numbers here, so that tests cover both.
    id: /^[1-9]\d{0,14}$/.test(accountId) ? Number(accountId) : accountId,
    username,
    name,
    email,
    emailVerified: email === undefined ? undefined : emailVerified,
    image: avatarUrl(origin, platform, identity),
  }
  const values = new Map<string, string | number | boolean | undefined>()
  for (const field of FIELDS) {
    const path = mapping[field]
    if (path !== undefined) values.set(path, fields[field])
  }
  return values
}

function set(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  if (name === undefined) return
  // A path such as `emails.0.value` contains an array index.
  if (rest.length) set((target[name] ??= /^\d+$/.test(rest[0] ?? '') ? [] : {}) as Record<string, unknown>, rest, value)
  else target[name] = value
}
