import { ControlInputError, readEndpoint, readFaultRule, readFields, readIdentityInput, readInteger, readPlatform, readText } from './control-input'
import type { Reply, SandboxRequest } from './http'
import { json } from './http'
import type { Platform } from './registry'
import type { SandboxState } from './sandbox-state'

type ControlHandler = (request: SandboxRequest, state: SandboxState) => unknown

const ROUTES: Readonly<Record<string, ControlHandler>> = {
  'GET /_sandbox/health': () => ({ ok: true }),

  'POST /_sandbox/reset'(_request, state) {
    state.reset()
    return { ok: true }
  },

  'GET /_sandbox/secrets': (_request, state) => state.secrets(),

  'GET /_sandbox/requests': ({ query }, state) => state.log.list({
    platform: query.has('platform') ? readPlatform(query.get('platform')) : undefined,
    endpoint: query.has('endpoint') ? readEndpoint(query.get('endpoint')) : undefined,
  }),

  'POST /_sandbox/faults'(request, state) {
    state.faults.add(readFaultRule(readFields(request)))
    return { ok: true }
  },

  'DELETE /_sandbox/faults'(_request, state) {
    state.faults.clear()
    return { ok: true }
  },

  'POST /_sandbox/identities'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform)
    const input = readIdentityInput(fields)
    if (platform === 'devto' && input.accountId !== undefined && !/^\d{1,15}$/.test(input.accountId)) {
      throw new ControlInputError('"accountId" must be digits for devto, which answers it as a number.')
    }
    return state.identities[platform].put(input)
  },

  'POST /_sandbox/devto/keys'(request, state) {
    const identity = readIdentity(state, 'devto', readText(readFields(request), 'identity'))
    return { key: state.providers.devto.issueApiKey(identity) }
  },

  'POST /_sandbox/grants/revoke'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform)
    const identity = readIdentity(state, platform, readText(fields, 'identity'))
    state.providers[platform].revokeIdentity(identity)
    state.providers[platform].revokeApiKeys(identity)
    return { ok: true }
  },

  'POST /_sandbox/lifetimes'(request, state) {
    const fields = readFields(request)
    const platform = readPlatform(fields.platform)
    state.providers[platform].accessTokenSeconds = readInteger(fields, 'accessTokenSeconds', 1, 31_536_000)
    return { ok: true }
  },
}

/** The control API under `/_sandbox/`: what tests script and inspect the simulators with. */
export function control(request: SandboxRequest, state: SandboxState): Reply {
  // A page that rebinds its own host name to 127.0.0.1 must not read what is issued here.
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(request.headers.host ?? '')) {
    return json(403, { error: 'The control API answers to loopback names only.' })
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

function readIdentity(state: SandboxState, platform: Platform, id: string): string {
  if (state.identities[platform].get(id)) return id
  const known = state.identities[platform].list().map(identity => identity.id).join(', ')
  throw new ControlInputError(`There is no identity "${id}" on ${platform}; there are ${known}.`)
}
