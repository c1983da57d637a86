import { afterEach, expect, it, vi } from 'vitest'
import { credentialSettings, listSetting, setting, useRuntimeSettings } from '../../server/settings'

afterEach(() => {
  vi.unstubAllEnvs()
  useRuntimeSettings()
})

it('takes NUXT_CONNECT_*, then the variable\'s own name, then nuxt.config, then the default', () => {
  expect(setting('PLATFORM_TIMEOUT_MS')).toBe(10_000)
  useRuntimeSettings({ platformTimeoutMs: 1 })
  expect(setting('PLATFORM_TIMEOUT_MS')).toBe(1)
  vi.stubEnv('PLATFORM_TIMEOUT_MS', '2')
  expect(setting('PLATFORM_TIMEOUT_MS')).toBe(2)
  vi.stubEnv('NUXT_CONNECT_PLATFORM_TIMEOUT_MS', '3')
  expect(setting('PLATFORM_TIMEOUT_MS')).toBe(3)
})

it('takes an empty variable for one that is not set', () => {
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('SANDBOX_URL', '')
  expect([setting('DATABASE_URL'), setting('SANDBOX_URL')]).toEqual([undefined, undefined])
  useRuntimeSettings({ sandboxUrl: 'http://127.0.0.1:1' })
  expect(setting('SANDBOX_URL')).toBe('http://127.0.0.1:1')
  vi.stubEnv('PLATFORM_TIMEOUT_MS', '2')
  vi.stubEnv('NUXT_CONNECT_PLATFORM_TIMEOUT_MS', '')
  expect(setting('PLATFORM_TIMEOUT_MS')).toBe(2)
})

it('reads what is shared with Better Auth and drizzle-kit from the environment alone', () => {
  useRuntimeSettings({ sqlitePath: 'config.db' } as object)
  vi.stubEnv('NUXT_CONNECT_SQLITE_PATH', 'prefixed.db')
  expect(setting('SQLITE_PATH')).toBeUndefined()
  vi.stubEnv('SQLITE_PATH', 'env.db')
  expect(setting('SQLITE_PATH')).toBe('env.db')
})

it('reads flags and numbers, and says what is wrong with others', () => {
  vi.stubEnv('DATABASE_PREPARE', 'false')
  vi.stubEnv('BEARER_SESSIONS', 'true')
  expect([setting('DATABASE_PREPARE'), setting('BEARER_SESSIONS'), setting('DATABASE_AUTO_MIGRATE')]).toEqual([false, true, undefined])
  vi.stubEnv('BEARER_SESSIONS', 'yes')
  expect(() => setting('BEARER_SESSIONS')).toThrow('BEARER_SESSIONS is "yes". Set it to true or false.')
  vi.stubEnv('DATABASE_POOL_MAX', 'ten')
  expect(() => setting('DATABASE_POOL_MAX')).toThrow('DATABASE_POOL_MAX is "ten". Set it to a number.')
})

it('reads lists, of which an empty one is not the same as none', () => {
  expect(listSetting('SIGN_UP_PLATFORMS')).toBeUndefined()
  useRuntimeSettings({ signUpPlatforms: 'google' })
  expect(listSetting('SIGN_UP_PLATFORMS')).toEqual(['google'])
  vi.stubEnv('SIGN_UP_PLATFORMS', ' reddit ,, x')
  expect(listSetting('SIGN_UP_PLATFORMS')).toEqual(['reddit', 'x'])
  vi.stubEnv('SIGN_UP_PLATFORMS', '')
  expect(listSetting('SIGN_UP_PLATFORMS')).toEqual([])
})

it('reads the app\'s registration at any platform', () => {
  expect(credentialSettings('acme')).toEqual({})
  useRuntimeSettings({ platforms: { acme: { clientId: 'from-config', clientSecret: 'secret' } } })
  expect(credentialSettings('acme')).toEqual({ clientId: 'from-config', clientSecret: 'secret' })
  vi.stubEnv('ACME_CLIENT_ID', 'from-env')
  expect(credentialSettings('acme')).toEqual({ clientId: 'from-env', clientSecret: 'secret' })
  vi.stubEnv('NUXT_CONNECT_PLATFORMS_ACME_CLIENT_ID', 'from-prefixed')
  expect(credentialSettings('acme').clientId).toBe('from-prefixed')
})
