import { definitions } from './all'
import { setting } from '../settings'
import { hostsOf } from './hosts'

/**
 * Returns the base URL of the sandbox, if the server uses one instead of the real
 * platforms.
 *
 * @throws Error when `SANDBOX_URL` is not a loopback address, or on a production
 * build without `ALLOW_SANDBOX_IN_PRODUCTION`
 */
export function sandboxUrl(): URL | undefined {
  const value = setting('SANDBOX_URL')
  if (!value) return undefined
  const url = URL.parse(value)
  if (!url || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
    throw new Error('SANDBOX_URL is not a loopback address. With a sandbox anyone can sign in as any user, so it must be on this machine. Set it to an address such as http://127.0.0.1:4010.')
  }
  if (!import.meta.dev && !setting('ALLOW_SANDBOX_IN_PRODUCTION')) {
    throw new Error('SANDBOX_URL is set on a production build. With a sandbox anyone can sign in as any user. Unset it, or set ALLOW_SANDBOX_IN_PRODUCTION=true if this server is for a trial or a test.')
  }
  return url
}

/** Converts a platform's URL to its URL in the sandbox: `https://host/path` becomes `<sandbox>/host/path`. */
export function inSandbox(sandbox: URL, address: string): string {
  const { host, pathname, search } = new URL(address)
  return `${sandbox.origin}/${host}${pathname}${search}`
}

/** Whether the sandbox simulates this host. */
export function isSimulated(host: string): boolean {
  return host.endsWith('.sandbox.test') || definitions.some(definition => hostsOf(definition).has(host))
}

/**
 * Redirects all requests of this server to platforms to the sandbox. It works below
 * `fetch`, so that the same code runs as with the real platforms.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatchercomposeinterceptors-interceptor
 */
export async function redirectToSandbox(sandbox: URL): Promise<void> {
  const { Agent, setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(new Agent().compose(dispatch => (options, handler) => {
    const { host } = new URL(String(options.origin))
    return isSimulated(host)
      ? dispatch({ ...options, origin: sandbox.origin, path: `/${host}${options.path}` }, handler)
      : dispatch(options, handler)
  }))
}
