import type { PlatformDefinition } from '../../shared/platforms'
import { consentPage, errorPage } from './consent-page'
import type { Reply, SandboxRequest } from './http'
import { page, redirect } from './http'
import type { Identity } from './identities'
import { avatarUrl } from './identities'
import { isLoopbackUrl } from './oauth'
import type { ProviderContext, Route } from './provider'

/** The result of an approved consent. */
export interface Approval {
  /** The scopes that the code grants. */
  scopes: string[]
  /** Whether the code also yields a refresh token. */
  offline: boolean
  /** Additional parameters that this provider adds to the callback URL. */
  params?: Record<string, string>
}

/** Rules of one provider's authorization endpoint. */
export interface AuthorizeRules {
  path: string
  /** Checks the request, except client and redirect URI. Returns the text of an error page for the user, or an error code for a redirect to the app. */
  problem(query: URLSearchParams): { page: string } | { redirect: string } | undefined
  scopes(query: URLSearchParams): string[]
  /** Scopes that the user can deselect. @default none */
  isOptional?(scope: string): boolean
  approve(query: URLSearchParams, identity: Identity, scopes: string[]): Approval
  /** Fragment that this provider appends to the callback URL. */
  fragment?: string
}

/**
 * The two routes of an authorization endpoint: the consent page and its form.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 */
export function authorizeRoutes(rules: AuthorizeRules, context: ProviderContext): Route[] {
  const { path } = rules
  return [
    { method: 'GET', path, endpoint: 'authorize', handle: ({ query }) => refuse(rules, context, query) ?? show(rules, context, query) },
    { method: 'POST', path, endpoint: 'authorize', handle: request => refuse(rules, context, request.query) ?? decide(rules, context, request) },
  ]
}

function refuse(rules: AuthorizeRules, { client, definition }: ProviderContext, query: URLSearchParams): Reply | undefined {
  const redirectUri = query.get('redirect_uri') ?? ''
  if (query.get('client_id') !== client.id) {
    return fail(definition, `Unknown client_id. The sandbox has one registered client: ${client.id}`)
  }
  if (!isLoopbackUrl(redirectUri)) {
    return fail(definition, `Invalid redirect_uri: ${redirectUri || '(none)'}. The sandbox only redirects to this machine.`)
  }
  const problem = rules.problem(query)
  if (!problem) return undefined
  return 'page' in problem ? fail(definition, problem.page) : callback(rules, query, { error: problem.redirect })
}

function show(rules: AuthorizeRules, { definition, origin, identities, client }: ProviderContext, query: URLSearchParams): Reply {
  const scopes = rules.scopes(query)
  const isOptional = (scope: string) => rules.isOptional?.(scope) ?? false
  const hint = query.get('login_hint')
  const isHinted = (identity: Identity) => hint !== null && (identity.email === hint || identity.accountId === hint)
  return page(200, consentPage({
    provider: definition.name,
    clientId: client.id,
    redirectUri: query.get('redirect_uri') ?? '',
    scopes: scopes.filter(scope => !isOptional(scope)),
    optionalScopes: scopes.filter(isOptional),
    identities: identities.list()
      .sort((a, b) => Number(isHinted(b)) - Number(isHinted(a)))
      .map(identity => ({ ...identity, picture: avatarUrl(origin, definition.id, identity) })),
  }))
}

function decide(rules: AuthorizeRules, { definition, identities, state }: ProviderContext, { query, form }: SandboxRequest): Reply {
  if (form.get('decision') === 'deny') return callback(rules, query, { error: 'access_denied' })

  const identity = identities.get(form.get('identity') ?? '')
  if (!identity || form.get('decision') !== 'approve') return fail(definition, 'The form needs an identity and a decision.')

  const ticked = new Set(form.getAll('scope'))
  const scopes = rules.scopes(query).filter(scope => !rules.isOptional?.(scope) || ticked.has(scope))
  const approval = rules.approve(query, identity, scopes)
  const code = state.issueCode({
    identity: identity.id,
    scopes: approval.scopes,
    offline: approval.offline,
    redirectUri: query.get('redirect_uri') ?? '',
    codeChallenge: query.get('code_challenge') ?? undefined,
    nonce: query.get('nonce') ?? undefined,
  })
  return callback(rules, query, { code, ...approval.params })
}

function callback(rules: AuthorizeRules, query: URLSearchParams, params: Record<string, string>): Reply {
  const url = new URL(query.get('redirect_uri') ?? '')
  const state = query.get('state')
  if (state !== null) url.searchParams.set('state', state)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  if (rules.fragment) url.hash = rules.fragment
  return redirect(url.href)
}

function fail({ name }: PlatformDefinition, message: string): Reply {
  return page(400, errorPage(name, message))
}
