import type { KeyPlatformDefinition, OAuthPlatformDefinition, PlatformDefinition } from './definition'

/** Ids that already have a meaning in Better Auth's routes and rows, or in JavaScript. */
const reservedIds = ['callback', 'constructor', 'credential']

const kinds = ['oauth', 'apikey', 'apppassword']
const hostName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/

/** Options of {@link definitionProblems}. */
export interface ValidateDefinitionOptions {
  /** Whether the platform has a connector. A connector can read the profile itself. @default false */
  connector?: boolean
}

/**
 * Checks the data of a platform's definition.
 *
 * @returns one sentence for each problem, starting with the name of the field; empty if the definition is valid
 */
export function definitionProblems(value: unknown, { connector = false }: ValidateDefinitionOptions = {}): string[] {
  if (!isRecord(value)) return ['There is no definition: export one with `export default definePlatform({ ... })`.']
  if (!kinds.includes(value.kind as string)) return [`kind is ${show(value.kind)}: use ${oneOf(kinds)}.`]
  const definition = value as unknown as PlatformDefinition
  const problems = new Problems(definition.host === 'user')
  checkCommon(definition, problems)
  if (definition.kind === 'oauth') checkOAuth(definition, connector, problems)
  else checkKey(definition, connector, problems)
  return problems.found
}

/** Collects problems. Checks accept values of any type, because definitions can be written in JavaScript. */
class Problems {
  readonly found: string[] = []

  constructor(private readonly userHost: boolean) {}

  unless(isRight: boolean, problem: string): void {
    if (!isRight) this.found.push(problem)
  }

  text(field: string, value: unknown): void {
    this.unless(typeof value === 'string' && value.trim() !== '', `${field} is ${show(value)}: write a text.`)
  }

  choice(field: string, value: unknown, choices: readonly unknown[]): void {
    this.unless(choices.includes(value), `${field} is ${show(value)}: use ${oneOf(choices.map(show))}.`)
  }

  list(field: string, value: unknown): value is readonly unknown[] {
    this.unless(Array.isArray(value), `${field} is ${show(value)}: write a list, which may be empty.`)
    return Array.isArray(value)
  }

  unique(field: string, values: readonly unknown[]): void {
    const twice = values.find((value, at) => values.indexOf(value) < at)
    this.unless(twice === undefined, `${field} has ${show(twice)} twice.`)
  }

  /** Checks an https URL. It can contain the placeholder `{host}` if users name the host. */
  address(field: string, value: unknown, mayHaveHost = true): void {
    if (value === undefined) return this.unless(false, `${field} is missing.`)
    const text = String(value)
    if (text.includes('{host}') && !(this.userHost && mayHaveHost)) {
      return this.unless(false, `${field} is ${show(value)}: ${mayHaveHost ? '{host} needs host: \'user\'' : '{host} is not allowed here'}.`)
    }
    const url = URL.parse(text.replaceAll('{host}', 'host.example'))
    this.unless(url?.protocol === 'https:' && !/[{}\s]/.test(text.replaceAll('{host}', '')), `${field} is ${show(value)}: write an address that begins with https://.`)
  }

  optionalAddress(field: string, value: unknown, mayHaveHost = true): void {
    if (value !== undefined) this.address(field, value, mayHaveHost)
  }
}

function checkCommon(definition: PlatformDefinition, problems: Problems): void {
  const { id, color, icon, host, defaultHost, hosts = [], permissions, features, texts = {} } = definition
  problems.unless(typeof id === 'string' && /^[a-z][a-z0-9]*$/.test(id), `id is ${show(id)}: use lower-case letters and digits, a letter first.`)
  problems.unless(!reservedIds.includes(id), `id is ${show(id)}, which is reserved: take another.`)
  problems.text('name', definition.name)
  problems.unless(/^#[0-9a-f]{6}$/i.test(color), `color is ${show(color)}: write it as #rrggbb.`)
  if (icon !== undefined) problems.text('icon.path', icon?.path)
  problems.address('helpUrl', definition.helpUrl, false)
  problems.address('api.baseUrl', definition.api?.baseUrl)
  if (problems.list('features', features)) features.forEach((feature, at) => problems.text(`features[${at}]`, feature))
  if (problems.list('permissions', permissions)) {
    permissions.forEach((permission, at) => {
      for (const field of ['scope', 'label', 'description'] as const) problems.text(`permissions[${at}].${field}`, permission?.[field])
    })
    problems.unique('permissions', permissions.map(permission => permission?.scope))
  }
  problems.choice('host', host, [undefined, 'fixed', 'user'])
  if (defaultHost !== undefined) {
    problems.unless(host === 'user', 'defaultHost is only for host: \'user\'.')
    problems.unless(hostName.test(defaultHost), `defaultHost is ${show(defaultHost)}: write a host alone, such as acme.example.`)
  }
  hosts.forEach((name, at) => problems.unless(hostName.test(name), `hosts[${at}] is ${show(name)}: write a host alone, such as acme.example.`))
  for (const [language, text] of Object.entries(texts)) {
    problems.unless(text.features?.length === features?.length, `texts.${language}.features has ${text.features?.length ?? 0} texts: write one for each of the ${features?.length} features, in their order.`)
    const scopes = Array.isArray(permissions) ? permissions.map(({ scope }) => scope) : []
    for (const scope of Object.keys(text.permissions ?? {})) problems.unless(scopes.includes(scope), `texts.${language}.permissions has ${show(scope)}, which is not a scope in permissions.`)
  }
}

function checkOAuth(definition: OAuthPlatformDefinition, connector: boolean, problems: Problems): void {
  const { endpoints, providerId, profile, authorizeParams = {}, exactParams = {} } = definition
  problems.address('endpoints.authorize', endpoints?.authorize)
  problems.address('endpoints.token', endpoints?.token)
  problems.optionalAddress('endpoints.revoke', endpoints?.revoke)
  problems.optionalAddress('credentialsUrl', definition.credentialsUrl, false)
  checkProfile(endpoints?.userinfo, profile, connector, problems)
  problems.choice('clientAuth', definition.clientAuth, ['basic', 'body'])
  problems.choice('pkce', definition.pkce, [true, false])
  problems.choice('scopeSeparator', definition.scopeSeparator, [undefined, ' ', ','])
  problems.choice('refresh', definition.refresh, ['rotating', 'reusable', 'exchange', 'none'])
  if (providerId !== undefined) problems.unless(/^[a-z0-9-]+$/.test(providerId) && !reservedIds.includes(providerId), `providerId is ${show(providerId)}: use lower-case letters, digits and dashes, and no reserved name.`)
  for (const [name, value] of Object.entries({ ...authorizeParams, ...exactParams })) problems.unless(typeof value === 'string', `The parameter ${name} is ${show(value)}: write a text.`)
  if (definition.verifiesEmail && !connector) problems.unless(Boolean(profile?.email && profile.emailVerified), 'verifiesEmail needs profile.email and profile.emailVerified.')
  const { authorization = 'bearer' } = definition.api ?? {}
  problems.unless(typeof authorization === 'string' || !('basic' in authorization), 'api.authorization is HTTP Basic, which needs credentials: use bearer or a header with {token}.')
  checkPlaceholders(definition, ['token'], problems)
}

function checkKey(definition: KeyPlatformDefinition, connector: boolean, problems: Problems): void {
  const { credentials, endpoints, api, refusedBy = [] } = definition
  checkProfile(endpoints?.userinfo, definition.profile, connector, problems)
  problems.choice('refresh', definition.refresh, [undefined, 'rotating', 'reusable', 'none'])
  problems.unless(refusedBy.every(status => Number.isInteger(status) && status >= 400 && status < 600), `refusedBy is ${show(refusedBy)}: list HTTP statuses from 400 on.`)
  problems.unless(Array.isArray(credentials) && credentials.length > 0, 'credentials is empty: list the fields of the form that connects an account.')
  if (!Array.isArray(credentials) || !credentials.length) return
  credentials.forEach((credential: KeyPlatformDefinition['credentials'][number], at) => {
    const field = `credentials[${at}]`
    problems.unless(/^[a-z][A-Za-z0-9]*$/.test(credential?.name) && !['host', 'accountId'].includes(credential.name), `${field}.name is ${show(credential?.name)}: use letters and digits, a lower-case letter first, and neither host nor accountId.`)
    problems.text(`${field}.label`, credential?.label)
    problems.choice(`${field}.secret`, credential?.secret, [true, false])
    if (credential?.pattern !== undefined) problems.unless(isPattern(credential.pattern), `${field}.pattern is ${show(credential.pattern)}, which is not a regular expression for forms (flag v): in a class, write \\- for a dash.`)
  })
  const names = credentials.map(({ name }) => name)
  const secrets = credentials.filter(({ secret }) => secret)
  problems.unique('credentials', names)
  problems.unless(secrets.length > 0, 'credentials has no secret: mark what must stay hidden with secret: true.')

  const { authorization = 'bearer' } = api ?? {}
  if (authorization === 'bearer') problems.unless(connector || secrets.length === 1, 'api.authorization is \'bearer\', which needs exactly one secret: use a header or basic.')
  else if ('basic' in authorization) for (const name of authorization.basic) problems.unless(names.includes(name), `api.authorization.basic names ${show(name)}: use ${oneOf(names)}.`)
  checkPlaceholders(definition, ['token', ...names], problems)
}

/** Without a connector, `profile` maps the response of `endpoints.userinfo`. */
function checkProfile(userinfo: unknown, profile: PlatformDefinition['profile'], connector: boolean, problems: Problems): void {
  if (userinfo !== undefined || !connector) problems.address('endpoints.userinfo', userinfo)
  if (!connector) problems.unless(typeof profile?.id === 'string' && profile.id !== '', 'profile.id is missing: set the path of the account\'s id in the response of endpoints.userinfo.')
}

/** The value of a header can contain the placeholders `{token}` and the names of credentials. */
function checkPlaceholders({ api }: PlatformDefinition, names: readonly string[], problems: Problems): void {
  const authorization = api?.authorization
  if (typeof authorization !== 'object' || !('header' in authorization)) return
  problems.unless(/^[\w-]+$/.test(authorization.header), `api.authorization.header is ${show(authorization.header)}: write the name of a header.`)
  const used = [...String(authorization.value).matchAll(/\{(\w*)\}/g)].map(match => match[1]!)
  problems.unless(used.length > 0, `api.authorization.value is ${show(authorization.value)}: it contains no ${oneOf(names.map(name => `{${name}}`))}.`)
  for (const name of used) problems.unless(names.includes(name), `api.authorization.value contains {${name}}: use ${oneOf(names.map(name => `{${name}}`))}.`)
}

/** Browsers compile the attribute `pattern` with the flag `v` and ignore an invalid one. @see https://html.spec.whatwg.org/multipage/input.html#the-pattern-attribute */
function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'v'))
  }
  catch {
    return false
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}
