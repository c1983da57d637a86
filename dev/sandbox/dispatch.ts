import type { Outcome } from './faults'
import { runWithFault } from './faults'
import type { SandboxRequest } from './http'
import { json } from './http'
import { bearerToken } from './oauth'
import type { Route } from './provider'
import { type Platform, platforms, providers } from './registry'
import type { SandboxState } from './sandbox-state'

/** Answers calls to the simulated providers. */
export type Dispatch = (request: SandboxRequest, hungUp: AbortSignal) => Promise<Outcome>

/**
 * Mounts every provider's routes: finds the route, applies a scripted fault, keeps the log.
 *
 * @param state what the simulators read and change
 * @param origin where the sandbox listens; profiles carry absolute picture URLs
 */
export function createDispatch(state: SandboxState, origin: string): Dispatch {
  const routes = platforms.flatMap(platform => providers[platform].routes({
    origin,
    client: { id: `sandbox-${platform}`, secret: `sandbox-${platform}-secret` },
    identities: state.identities[platform],
    state: state.providers[platform],
  }).map(route => ({ platform, route })))

  return async (request, hungUp) => {
    const onPath = routes.filter(({ route }) => route.path === request.path)
    const match = onPath.find(({ route }) => route.method === request.method)
    if (!match) {
      const reply = onPath.length
        ? json(405, { error: `The sandbox has no ${request.method} at ${request.path}` }, { allow: onPath.map(({ route }) => route.method).join(', ') })
        : json(404, { error: `The sandbox simulates nothing at ${request.path}` })
      return { reply, delivered: true }
    }
    return call(match.platform, match.route, request, state, hungUp)
  }
}

async function call(platform: Platform, route: Route, request: SandboxRequest, state: SandboxState, hungUp: AbortSignal): Promise<Outcome> {
  const endpoint = typeof route.endpoint === 'function' ? route.endpoint(request) : route.endpoint
  const identity = identityOf(platform, request, state)
  const fault = state.faults.take(platform, endpoint, identity)
  const entry = state.log.add({
    platform,
    endpoint,
    method: request.method,
    path: request.path,
    status: 0,
    at: new Date().toISOString(),
    ...identity === undefined ? {} : { identity },
    ...fault ? { fault: fault.kind } : {},
  })
  const outcome = await runWithFault(fault, () => route.handle(request), hungUp)
  entry.status = outcome.reply?.status ?? 0
  return outcome
}

/** Whose call this is, by whichever credential it carries. */
function identityOf(platform: Platform, { headers, form, query }: SandboxRequest, state: SandboxState): string | undefined {
  const chosen = form.get('identity')
  if (chosen && state.identities[platform].get(chosen)) return chosen
  const credentials = [bearerToken(headers), headers['api-key'], form.get('code'), form.get('refresh_token'), form.get('token'), query.get('token')]
  for (const credential of credentials) {
    const identity = typeof credential === 'string' ? state.providers[platform].identityOf(credential) : undefined
    if (identity) return identity
  }
  return undefined
}
