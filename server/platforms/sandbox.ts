import { platformHosts } from '../../shared/platforms'

/**
 * Base URL of the provider sandbox, when the server is told to use one in place
 * of the real platforms.
 *
 * @throws Error when `SANDBOX_URL` leaves this machine, or when a production
 * build was told only once
 */
export function sandboxUrl(): URL | undefined {
  const value = process.env.SANDBOX_URL
  if (!value) return undefined
  const url = URL.parse(value)
  if (!url || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
    throw new Error('SANDBOX_URL must be a loopback address such as http://127.0.0.1:4010: simulated providers let anyone in.')
  }
  if (!import.meta.dev && process.env.ALLOW_SANDBOX_IN_PRODUCTION !== 'true') {
    throw new Error('SANDBOX_URL is set on a production build: everyone could sign in as anyone. Unset it, or set ALLOW_SANDBOX_IN_PRODUCTION=true if this server is for a trial or a test.')
  }
  return url
}

/** The address of a platform's page in the sandbox: `https://host/path` stands at `<sandbox>/host/path`. */
export function inSandbox(sandbox: URL, address: string): string {
  const { host, pathname } = new URL(address)
  return `${sandbox.origin}/${host}${pathname}`
}

/**
 * Sends every call this server makes to a platform to the sandbox instead, below
 * `fetch`, so that Better Auth's providers and our connectors run unmodified.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatchercomposeinterceptors-interceptor
 */
export async function redirectToSandbox(sandbox: URL): Promise<void> {
  const { Agent, setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(new Agent().compose(dispatch => (options, handler) => {
    const { host } = new URL(String(options.origin))
    return platformHosts.has(host)
      ? dispatch({ ...options, origin: sandbox.origin, path: `/${host}${options.path}` }, handler)
      : dispatch(options, handler)
  }))
}
