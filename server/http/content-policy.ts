/** The policy that our pages set themselves. The server extends it when it sends the page. */
export const pagePolicy = 'frame-ancestors \'none\''

interface PolicySources {
  /** For scripts in the page itself. */
  nonce: string
  /** Other origins that pages call: the account API on another server. */
  connect: (string | undefined)[]
  /** Other origins of images: the sandbox. */
  images: (string | undefined)[]
}

/**
 * The content security policy of our pages. Scripts in the page need the nonce, so
 * that a script which somebody injects does not run. Styles do not, because pages and
 * components set them as attributes. Accounts have pictures on any host.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
 */
export function contentPolicy({ nonce, connect, images }: PolicySources): string {
  const policy: Record<string, (string | undefined)[]> = {
    'default-src': ['\'self\''],
    'script-src': ['\'self\'', `'nonce-${nonce}'`],
    'style-src': ['\'self\'', '\'unsafe-inline\''],
    'img-src': ['\'self\'', 'data:', 'https:', ...images],
    'font-src': ['\'self\'', 'data:'],
    'connect-src': ['\'self\'', ...connect],
    'object-src': ['\'none\''],
    'base-uri': ['\'none\''],
    'form-action': ['\'self\''],
  }
  return [...Object.entries(policy).map(([name, sources]) => [name, ...sources.filter(Boolean)].join(' ')), pagePolicy].join('; ')
}

/** Adds the nonce to the scripts of a part of the page. */
export function withNonce(markup: string, nonce: string): string {
  return markup.replaceAll(/<script(?=[\s>])/g, `<script nonce="${nonce}"`)
}
