import { connectError } from '../../shared/errors'

/** Fields of a body or a query that name where the browser goes next. */
const fields = ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'] as const

/** A path that some parser reads as another host: `//`, a backslash or a control character. */
const leaves = /^\/\/|[\\\p{Cc}]/u

/**
 * Refuses addresses that leave the trusted origins. Better Auth checks the address
 * that it gets. Later it normalizes that address: `/.//evil.example` passes its check,
 * and becomes `//evil.example`, which is another host. So this check normalizes first.
 *
 * @throws ConnectError `UNTRUSTED_ORIGIN`
 */
export function requireTrustedReturn({ body, query, context }: {
  body?: unknown
  query?: unknown
  context: { isTrustedOrigin: (url: string, settings: { allowRelativePaths: boolean }) => boolean }
}): void {
  for (const source of [body, query] as (Record<string, unknown> | undefined)[]) {
    for (const field of fields) {
      const address = source?.[field]
      // Better Auth refuses other types with its own error.
      if (typeof address !== 'string' || address === '') continue
      if (!context.isTrustedOrigin(address, { allowRelativePaths: true }) || !staysOnOrigin(address)) {
        throw connectError('UNTRUSTED_ORIGIN', { message: `${field} leads to an address that this server does not trust.` })
      }
    }
  }
}

/** Whether an address means the same origin to every parser: as it is, normalized, and decoded. */
export function staysOnOrigin(address: string): boolean {
  if (!address.startsWith('/')) return !leaves.test(address)
  const url = URL.parse(address, 'https://relative.invalid')
  if (url?.origin !== 'https://relative.invalid') return false
  const [path] = address.split(/[?#]/) as [string]
  return [path, url.pathname].every(form => formsOf(form).every(decoded => !leaves.test(decoded)))
}

/** A path, and what decoding makes of it once and twice, each also without `.` and `..`. */
function formsOf(path: string): string[] {
  const once = decode(path)
  const decoded = [path, once, decode(once)]
  return [...decoded, ...decoded.map(form => URL.parse(form, 'https://relative.invalid')?.pathname ?? '//')]
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  }
  catch {
    return path
  }
}
