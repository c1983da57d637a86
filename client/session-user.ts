/** The signed-in user, as pages show them. It does not hold the session's token. */
export interface SessionUser {
  id: string
  name: string
  email: string
  image?: string | null
}

/** Picks what pages show. The result is written into the page and the browser's cache. */
export function toSessionUser({ id, name, email, image }: SessionUser): SessionUser {
  return { id, name, email, image }
}
