import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BetterAuthOptions } from 'better-auth'
import { describe, expect, it } from 'vitest'
import { demandNoCatchAll } from '../../modules/connect/auth-config'
import { environmentOptions, refuseOptions } from '../../server/auth/refused-options'

describe('Options of Better Auth', () => {
  const refused: [string, BetterAuthOptions][] = [
    ['basePath', { basePath: '/auth' }],
    ['baseURL', { baseURL: '' }],
    ['advanced.disableOriginCheck', { advanced: { disableOriginCheck: true } }],
    ['advanced.disableCSRFCheck', { advanced: { disableCSRFCheck: true } }],
    ['trustedOrigins', { trustedOrigins: ['https://app.example.com', '*'] }],
    ['trustedOrigins', { trustedOrigins: ['https://*'] }],
    ['trustedOrigins', { trustedOrigins: ['*://*:*'] }],
    ['account.encryptOAuthTokens', { account: { encryptOAuthTokens: false } }],
    ['account.storeAccountCookie', { account: { storeAccountCookie: true } }],
    ['account.skipStateCookieCheck', { account: { skipStateCookieCheck: true } }],
    ['account.storeStateStrategy', { account: { storeStateStrategy: 'cookie' } }],
    ['account.accountLinking.enabled', { account: { accountLinking: { enabled: false } } }],
    ['account.accountLinking.disableImplicitLinking', { account: { accountLinking: { disableImplicitLinking: false } } }],
    ['account.accountLinking.requireLocalEmailVerified', { account: { accountLinking: { requireLocalEmailVerified: false } } }],
    ['account.accountLinking.allowDifferentEmails', { account: { accountLinking: { allowDifferentEmails: false } } }],
    ['account.accountLinking.trustedProviders', { account: { accountLinking: { trustedProviders: () => ['github'] } } }],
    ['session.preserveSessionInDatabase', { session: { preserveSessionInDatabase: true } }],
    ['advanced.database.generateId', { advanced: { database: { generateId: 'serial' } } }],
    ['user.modelName', { user: { modelName: 'users' } }],
    ['account.fields', { account: { fields: { userId: 'user_id' } } }],
    ['secondaryStorage', { secondaryStorage: { get: () => null, set: () => {}, delete: () => {} } as unknown as BetterAuthOptions['secondaryStorage'] }],
  ]

  it.each(refused)('%s is refused by name in %j', (option, options) => {
    expect(() => refuseOptions(options)).toThrow(`\n- ${option}: `)
  })

  it.each([
    {},
    { basePath: '/api/auth', account: { encryptOAuthTokens: true, storeStateStrategy: 'database' } },
    { advanced: { disableCSRFCheck: false, database: { generateId: 'uuid' } } },
    { trustedOrigins: ['https://app.example.com', 'https://*.example.com', 'myapp://', 'http://localhost:*'] },
    { account: { accountLinking: { trustedProviders: ['discord'], disableImplicitLinking: true } } },
    { user: { modelName: 'user', fields: {}, additionalFields: { plan: { type: 'string' } } } },
  ] satisfies BetterAuthOptions[])('%j is accepted', (options) => {
    expect(() => refuseOptions(options)).not.toThrow()
  })

  it('that the environment sets are refused with the name of the variable', () => {
    expect(() => refuseOptions({ secret: 'x', baseURL: 'https://example.com' }, environmentOptions)).toThrow(/- baseURL: .*BETTER_AUTH_URL[\s\S]*- secret: .*BETTER_AUTH_SECRET/)
  })
})

it.each(['api/auth/[...all].ts', 'api/auth/[...].ts', 'routes/api/auth/[...slug].js'])('the build stops at a route of the app in place of ours: server/%s', (route) => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-route-'))
  mkdirSync(join(folder, route, '..'), { recursive: true })
  expect(() => demandNoCatchAll([folder])).not.toThrow()
  writeFileSync(join(folder, route), '')
  expect(() => demandNoCatchAll([folder])).toThrow(`${join(folder, route)} replaces the route of nuxt-better-auth-connect`)
  rmSync(folder, { recursive: true })
})
