import { expect, it } from 'vitest'
import { platforms } from '../../shared/platforms'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import { definitionProblems } from '../../shared/platforms/validate-definition'
import acme from '../fixtures/app/connect/platforms/acme'
import vaultly from '../fixtures/app/connect/platforms/vaultly'

type Change = Record<string, unknown>

it.each([...Object.values(platforms), acme, vaultly] as PlatformDefinition[])('$id is a right definition', (definition) => {
  // Some of ours have a connector, which only lifts demands.
  expect(definitionProblems(definition, { connector: true })).toEqual([])
})

it('a right definition without a connector has nothing missing', () => {
  expect([definitionProblems(acme), definitionProblems(vaultly)]).toEqual([[], []])
})

it.each<[string, Change]>([
  ['id is \'Acme\': use lower-case letters and digits, a letter first.', { id: 'Acme' }],
  ['id is \'credential\', which is reserved: take another.', { id: 'credential' }],
  ['name is not set: write a text.', { name: undefined }],
  ['color is \'red\': write it as #rrggbb.', { color: 'red' }],
  ['helpUrl is missing.', { helpUrl: undefined }],
  ['kind is \'saml\': use oauth, apikey or apppassword.', { kind: 'saml' }],
  ['endpoints.token is \'http://acme.example/token\': write an address that begins with https://.', { endpoints: { ...acme.endpoints, token: 'http://acme.example/token' } }],
  ['endpoints.authorize is missing.', { endpoints: { ...acme.endpoints, authorize: undefined } }],
  ['endpoints.userinfo is missing.', { endpoints: { ...acme.endpoints, userinfo: undefined } }],
  ['profile.id is missing: set the path of the account\'s id in the response of endpoints.userinfo.', { profile: { id: '' } }],
  ['api.baseUrl is \'https://{host}/api\': {host} needs host: \'user\'.', { api: { baseUrl: 'https://{host}/api' } }],
  ['defaultHost is only for host: \'user\'.', { defaultHost: 'acme.example' }],
  ['hosts[0] is \'https://cdn.acme.example\': write a host alone, such as acme.example.', { hosts: ['https://cdn.acme.example'] }],
  ['refresh is \'sometimes\': use \'rotating\', \'reusable\', \'exchange\' or \'none\'.', { refresh: 'sometimes' }],
  ['permissions has \'profile\' twice.', { permissions: [acme.permissions[0], acme.permissions[0]], texts: {} }],
  ['verifiesEmail needs profile.email and profile.emailVerified.', { verifiesEmail: true }],
  ['texts.de.features has 1 texts: write one for each of the 2 features, in their order.', { texts: { de: { features: ['eins'] } } }],
])('%s', (problem, change) => {
  expect(definitionProblems({ ...acme, ...change })).toEqual([problem])
})

it.each<[string, Change]>([
  ['credentials is empty: list the fields of the form that connects an account.', { credentials: [] }],
  ['credentials has no secret: mark what must stay hidden with secret: true.', { credentials: vaultly.credentials.map(credential => ({ ...credential, secret: false })) }],
  ['credentials[0].name is \'host\': use letters and digits, a lower-case letter first, and neither host nor accountId.', { credentials: [{ name: 'host', label: 'Host', secret: true }], api: { baseUrl: vaultly.api.baseUrl } }],
  ['credentials[0].pattern is \'[a-\', which is not a regular expression for forms (flag v): in a class, write \\- for a dash.', { credentials: [{ ...vaultly.credentials[0], pattern: '[a-' }, vaultly.credentials[1]] }],
  ['credentials[0].pattern is \'[a-z-]\', which is not a regular expression for forms (flag v): in a class, write \\- for a dash.', { credentials: [{ ...vaultly.credentials[0], pattern: '[a-z-]' }, vaultly.credentials[1]] }],
  ['api.authorization.basic names \'user\': use workspace or token.', { api: { baseUrl: vaultly.api.baseUrl, authorization: { basic: ['user', 'token'] } } }],
  ['api.authorization.value contains {apiKey}: use {token} or {key}.', { credentials: [{ name: 'key', label: 'Key', secret: true }], api: { baseUrl: vaultly.api.baseUrl, authorization: { header: 'x-key', value: '{apiKey}' } } }],
])('of a key platform: %s', (problem, change) => {
  expect(definitionProblems({ ...vaultly, ...change })).toEqual([problem])
})

it('lets a connector read the profile, and addresses name the host of the user', () => {
  const { profile: _, endpoints: { userinfo: __, ...endpoints }, ...rest } = acme
  expect(definitionProblems({ ...rest, endpoints }, { connector: true })).toEqual([])
  expect(definitionProblems({ ...acme, host: 'user', defaultHost: 'acme.example', api: { baseUrl: 'https://{host}/api' } })).toEqual([])
})

it.each([undefined, null, [], 'acme'])('%j is no definition', (value) => {
  expect(definitionProblems(value)).toEqual(['There is no definition: export one with `export default definePlatform({ ... })`.'])
})
