import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { SandboxRequest } from './http'
import type { EndpointName, RegisteredClient } from './provider'
import type { CodeDetails, ProviderState } from './provider-state'

/** Why a code was refused. Each provider has its own error for each reason. */
export type CodeProblem = 'code' | 'redirect_uri' | 'verifier_missing' | 'verifier_wrong'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether `uri` is an http(s) URL on this machine. The sandbox redirects only to such URLs. */
export function isLoopbackUrl(uri: string): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, hostname, username, password, hash } = new URL(uri)
  return /^https?:$/.test(protocol) && LOOPBACK.has(hostname) && !username && !password && !hash
}

/** Splits a scope parameter. */
export function splitScopes(scope: string | null, separator: RegExp | string = / +/): string[] {
  return [...new Set((scope ?? '').split(separator).filter(Boolean))]
}

/**
 * Reads client id and secret from an `Authorization: Basic` header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function basicCredentials(headers: IncomingHttpHeaders): RegisteredClient | undefined {
  const [, encoded] = /^Basic +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (!encoded) return undefined
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** Whether the request authenticates as the registered client with HTTP Basic. */
export function isClient(request: SandboxRequest, client: RegisteredClient): boolean {
  const given = basicCredentials(request.headers)
  return given?.id === client.id && given.secret === client.secret
}

/** The client authentication of a request. Undefined if it fails, or if the request uses both ways. */
export function clientAuthOf({ headers, form }: SandboxRequest, client: RegisteredClient): 'basic' | 'body' | undefined {
  const basic = basicCredentials(headers)
  if (basic) return basic.id === client.id && basic.secret === client.secret && !form.has('client_secret') ? 'basic' : undefined
  return form.get('client_id') === client.id && form.get('client_secret') === client.secret ? 'body' : undefined
}

/** Reads the token from an `Authorization: Bearer` header. */
export function bearerToken(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

/** The endpoint name of a token request, by its grant type. */
export function tokenEndpoint(request: SandboxRequest): EndpointName {
  return ['authorization_code', null].includes(request.form.get('grant_type')) ? 'token' : 'refresh'
}

/**
 * Checks a code, the redirect URI and the PKCE verifier. The code stays valid.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.6
 */
export function checkCode(form: URLSearchParams, state: ProviderState): CodeDetails | CodeProblem {
  const details = state.findCode(form.get('code') ?? '')
  if (!details) return 'code'
  if (form.get('redirect_uri') !== details.redirectUri) return 'redirect_uri'
  if (!details.codeChallenge) return details
  const verifier = form.get('code_verifier')
  if (!verifier) return 'verifier_missing'
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return challenge === details.codeChallenge ? details : 'verifier_wrong'
}

/** Checks the PKCE parameters of an authorization request. @returns the problem, if any */
export function pkceProblem(query: URLSearchParams, required: boolean): string | undefined {
  const challenge = query.get('code_challenge')
  if (!challenge) return required ? 'code_challenge is missing' : undefined
  // Without a method, RFC 7636 assumes "plain", which no simulator supports.
  if (query.get('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256'
  return /^[\w-]{43}$/.test(challenge) ? undefined : 'code_challenge is not a base64url SHA-256'
}
