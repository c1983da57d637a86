import type { Fields } from './control-input'
import { ControlInputError, readEndpoint, readFaultRule, readFields, readIdentityInput, readInteger, readPlatform, readText } from './control-input'
import type { Reply, SandboxRequest } from './http'
import { json } from './http'
import type { Identity } from './identities'
import type { SandboxState, SimulatedPlatform } from './sandbox-state'

type ControlHandler = (request: SandboxRequest, state: SandboxState) => unknown

const ROUTES: Readonly<Record<string, ControlHandler>> = {
  'GET /_sandbox/health': () => ({ ok: true }),

  'GET /_sandbox/platforms': (_request, state) => [...state.platforms.keys()],

  'POST /_sandbox/reset'(_request, state) {
    state.reset()
    return { ok: true }
  },

  'GET /_sandbox/secrets': (_request, state) => state.secrets(),

  'GET /_sandbox/requests': ({ query }, state) => state.log.list({
    platform: query.has('platform') ? readPlatform(query.get('platform'), state).definition.id : undefined,
    endpoint: query.has('endpoint') ? readEndpoint(query.get('endpoint')) : undefined,
  }),

  'POST /_sandbox/faults'(request, state) {
    state.faults.add(readFaultRule(readFields(request), state))
    return { ok: true }
  },

  'DELETE /_sandbox/faults'(_request, state) {
    state.faults.clear()
    return { ok: true }
  },

  'POST /_sandbox/identities'(request, state) {
    const fields = readFields(request)
    const { identities } = readPlatform(fields.platform, state)
    return identities.put(readIdentityInput(fields))
  },

  'POST /_sandbox/keys'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform, state)
    if (platform.definition.kind === 'oauth') throw new ControlInputError(`${platform.definition.name} uses OAuth and has no keys.`)
    return { credentials: platform.state.credentials.issue(readIdentity(platform, fields)) }
  },

  'GET /_sandbox/grants'({ query }, state) {
    const platform = readPlatform(query.get('platform'), state)
    return { live: platform.state.hasGrant(readIdentity(platform, Object.fromEntries(query)).id) }
  },

  'POST /_sandbox/grants/revoke'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform, state)
    platform.state.revokeIdentity(readIdentity(platform, fields).id)
    return { ok: true }
  },

  'POST /_sandbox/lifetimes'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform, state)
    if (fields.accessTokenSeconds === null) platform.state.resetLifetime()
    else platform.state.accessTokenSeconds = readInteger(fields, 'accessTokenSeconds', 1, 31_536_000)
    return { ok: true }
  },
}

/** The control API under `/_sandbox/`. Tests use it to control and inspect the simulators. */
export function control(request: SandboxRequest, state: SandboxState): Reply {
  // Protects issued secrets against DNS rebinding: a web page could resolve its own host name to 127.0.0.1.
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(request.headers.host ?? '')) {
    return json(403, { error: 'The control API accepts only loopback host names. Use 127.0.0.1 or localhost.' })
  }
  const route = `${request.method} ${request.path}`
  if (!Object.hasOwn(ROUTES, route)) return json(404, { error: `The control API has no ${route}.` })
  try {
    return json(200, ROUTES[route]?.(request, state))
  }
  catch (error) {
    if (error instanceof ControlInputError) return json(400, { error: error.message })
    throw error
  }
}

function readIdentity({ definition, identities }: SimulatedPlatform, fields: Fields): Identity {
  const id = readText(fields, 'identity')
  const identity = identities.get(id)
  if (identity) return identity
  const known = identities.list().map(({ id }) => id).join(', ')
  throw new ControlInputError(`There is no identity "${id}" on ${definition.id}; there are ${known}.`)
}
