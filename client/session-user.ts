/** Who is signed in, as far as pages need to know. The session's token stays out of it. */
export interface SessionUser {
  id: string
  name: string
  email: string
  image?: string | null
}

/** Only what pages show: this ends up in the page's source and in the browser's cache. */
export function toSessionUser({ id, name, email, image }: SessionUser): SessionUser {
  return { id, name, email, image }
}
