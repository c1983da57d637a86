import type { Fault, FaultRule } from './faults'
import type { SandboxRequest } from './http'
import type { IdentityInput } from './identities'
import { ENDPOINTS, type EndpointName } from './provider'
import type { SandboxState, SimulatedPlatform } from './sandbox-state'

/** Invalid input for the control API. The message is for the author of the test. */
export class ControlInputError extends Error {}

/** The fields of a JSON body. The functions below validate them. */
export type Fields = Record<string, unknown>

/** Parses the body. The content type is required, so that web pages cannot send it without a CORS preflight. */
export function readFields({ headers, text }: SandboxRequest): Fields {
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) throw new ControlInputError('Send the body as application/json.')
  try {
    const fields: unknown = JSON.parse(text)
    if (isFields(fields)) return fields
  }
  catch {
    // The error below is thrown, as for any body that is not an object.
  }
  throw new ControlInputError('The body must be a JSON object.')
}

export function readPlatform(value: unknown, { platforms }: SandboxState): SimulatedPlatform {
  const platform = typeof value === 'string' ? platforms.get(value) : undefined
  if (platform) return platform
  throw new ControlInputError(`"platform" must be one of ${[...platforms.keys()].join(', ')}.`)
}

export function readEndpoint(value: unknown): EndpointName {
  const endpoint = ENDPOINTS.find(name => name === value)
  if (endpoint) return endpoint
  throw new ControlInputError(`"endpoint" must be one of ${ENDPOINTS.join(', ')}.`)
}

export function readText(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value === 'string' && value !== '' && value.length <= 2048) return value
  throw new ControlInputError(`"${name}" must be a string that is not empty.`)
}

export function readInteger(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new ControlInputError(`"${name}" must be a whole number from ${least} to ${most}.`)
}

export function readIdentityInput(fields: Fields): IdentityInput {
  const id = readText(fields, 'id')
  if (!/^[\w-]{1,40}$/.test(id)) throw new ControlInputError('"id" must be up to 40 letters, digits, "_" or "-".')
  const input: IdentityInput = { id }
  for (const name of ['accountId', 'username', 'name', 'avatarUrl'] as const) {
    if (fields[name] !== undefined) input[name] = readText(fields, name)
  }
  if (fields.email !== undefined) input.email = fields.email === null ? null : readText(fields, 'email')
  if (fields.emailVerified !== undefined) {
    if (typeof fields.emailVerified !== 'boolean') throw new ControlInputError('"emailVerified" must be true or false.')
    input.emailVerified = fields.emailVerified
  }
  return input
}

export function readFaultRule(fields: Fields, state: SandboxState): FaultRule {
  const rule: FaultRule = {
    platform: readPlatform(fields.platform, state).definition.id,
    endpoint: readEndpoint(fields.endpoint),
    fault: readFault(fields.fault),
  }
  if (fields.identity !== undefined) rule.identity = readText(fields, 'identity')
  if (fields.times !== undefined) rule.times = readInteger(fields, 'times', 0, 1_000_000)
  return rule
}

function readFault(value: unknown): Fault {
  if (!isFields(value)) throw new ControlInputError('"fault" must be an object with a "kind".')
  switch (value.kind) {
    case 'malformed':
    case 'html':
    case 'drop':
    case 'lose-answer':
      return { kind: value.kind }
    case 'delay':
      return { kind: 'delay', ms: readInteger(value, 'ms', 0, 600_000) }
    case 'status':
      return { kind: 'status', status: readInteger(value, 'status', 200, 599), headers: readHeaders(value.headers), body: value.body }
    default:
      throw new ControlInputError('"fault.kind" must be status, delay, malformed, html, drop or lose-answer.')
  }
}

function readHeaders(value: unknown): Record<string, string> | undefined {
  if (value === undefined) return undefined
  const isHeader = ([name, text]: [string, unknown]) => /^[\w-]+$/.test(name) && typeof text === 'string' && /^[\t\x20-\x7E]*$/.test(text)
  if (!isFields(value) || !Object.entries(value).every(isHeader)) throw new ControlInputError('"fault.headers" must map header names to strings.')
  // Lower case, so that they replace the default headers of the response.
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
