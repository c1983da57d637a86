import type { Outcome } from './faults'
import { runWithFault } from './faults'
import type { SandboxRequest } from './http'
import { json } from './http'
import { basicCredentials, clientAuthOf } from './oauth'
import type { RegisteredClient, Route } from './provider'
import type { SandboxState, SimulatedPlatform } from './sandbox-state'

/** Handles requests to the simulated providers. */
export type Dispatch = (request: SandboxRequest, hungUp: AbortSignal) => Promise<Outcome>

interface Mounted {
  platform: SimulatedPlatform
  client: RegisteredClient
  route: Route
}

/**
 * Mounts the routes of all providers. For each request it finds the route, applies a
 * fault if there is one, and writes the log.
 *
 * @param state state of the simulators
 * @param origin origin of the sandbox, for the avatar URLs in profiles
 */
export function createDispatch(state: SandboxState, origin: string): Dispatch {
  const mounted = [...state.platforms.values()].flatMap((platform): Mounted[] => {
    const { definition, identities, simulator } = platform
    const client = { id: `sandbox-${definition.id}`, secret: `sandbox-${definition.id}-secret` }
    return simulator.routes({ definition, origin, client, identities, state: platform.state }).map(route => ({ platform, client, route }))
  })

  return async (request, hungUp) => {
    const exact = mounted.filter(({ route }) => route.path === request.path)
    const onPath = exact.length ? exact : mounted.filter(({ route }) => matchesPath(route.path, request.path))
    const matches = onPath.filter(({ route }) => route.method === request.method)
    // Platforms of one company can share URLs. The client id or the token identifies the platform.
    const match = matches.find(({ client }) => clientIdOf(request) === client.id)
      ?? matches.find(({ platform }) => identityOf(platform, request) !== undefined)
      ?? matches[0]
    if (!match) {
      const reply = onPath.length
        ? json(405, { error: `The sandbox has no ${request.method} at ${request.path}` }, { allow: onPath.map(({ route }) => route.method).join(', ') })
        : json(404, { error: `The sandbox simulates nothing at ${request.path}` })
      return { reply, delivered: true }
    }
    return call(match, request, state, hungUp)
  }
}

function matchesPath(pattern: string, path: string): boolean {
  const texts = pattern.split('*').map(text => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  return texts.length > 1 && new RegExp(`^${texts.join('[^/]+')}$`).test(path)
}

async function call({ platform, client, route }: Mounted, request: SandboxRequest, state: SandboxState, hungUp: AbortSignal): Promise<Outcome> {
  const endpoint = typeof route.endpoint === 'function' ? route.endpoint(request) : route.endpoint
  const identity = identityOf(platform, request)
  const clientAuth = clientAuthOf(request, route.clientOf?.(request) ?? client)
  const fault = state.faults.take(platform.definition.id, endpoint, identity)
  const entry = state.log.add({
    platform: platform.definition.id,
    endpoint,
    method: request.method,
    path: request.path,
    status: 0,
    at: new Date().toISOString(),
    ...identity === undefined ? {} : { identity },
    ...clientAuth === undefined ? {} : { clientAuth },
    ...endpoint === 'token' ? { pkce: request.form.has('code_verifier') } : {},
    ...fault ? { fault: fault.kind } : {},
  })
  const outcome = await runWithFault(fault, () => route.handle(request), hungUp)
  entry.status = outcome.reply?.status ?? 0
  return outcome
}

function clientIdOf({ headers, form, query }: SandboxRequest): string | null {
  return query.get('client_id') ?? form.get('client_id') ?? basicCredentials(headers)?.id ?? null
}

/** Finds the identity of a request by any credential in it. */
function identityOf({ identities, state }: SimulatedPlatform, request: SandboxRequest): string | undefined {
  const chosen = request.form.get('identity')
  if (chosen && identities.get(chosen)) return chosen
  for (const text of credentialsIn(request)) {
    const identity = state.identityOf(text)
    if (identity) return identity
  }
  return undefined
}

/** All values in a request that can be a token, a key or a code. */
function* credentialsIn({ headers, form, query, text }: SandboxRequest): Generator<string> {
  for (const value of Object.values(headers).flat()) {
    if (value !== undefined) yield* [value, ...value.split(/[\s,="]+/)]
  }
  yield* Object.values(basicCredentials(headers) ?? {})
  yield* form.values()
  yield* query.values()
  if (/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    yield* [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, value]) => value ?? '')
  }
}
