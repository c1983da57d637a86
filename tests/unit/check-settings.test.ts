import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkSettings } from '../../server/auth/check-settings'
import { weaknessOf } from '../../server/auth/weak-secret'
import { forwardedFor, requireAddressSource } from '../../server/http/client-address'

afterEach(() => vi.unstubAllEnvs())

function check(env: Record<string, string>, isDevelopment = false): void {
  for (const [name, value] of Object.entries({ BETTER_AUTH_SECRET: randomBytes(32).toString('base64'), BETTER_AUTH_URL: 'https://app.example.com', ...env })) vi.stubEnv(name, value)
  checkSettings(isDevelopment)
}

describe('refuses a trusted origin', () => {
  it.each([
    '*', '**', 'https://*', 'https://*.com', '*.example.com', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/path', 'https://user@app.example.com',
    'http://app.example.com', 'http://*.example.com', 'http*://app.example.com', '*://app.example.com', 'https://app.*', 'https://app.example.*', 'https://app.example.com:*:1',
  ])('%s', (entry) => {
    expect(() => check({ BETTER_AUTH_TRUSTED_ORIGINS: `https://ok.example.com,${entry}` })).toThrow(/^BETTER_AUTH_TRUSTED_ORIGINS contains .*, which /)
  })

  it('and takes those that name a site or this machine', () => {
    expect(() => check({ BETTER_AUTH_TRUSTED_ORIGINS: 'https://app.example.com,https://app.example.com:8443,https://*.example.com,http://localhost:5173,http://127.0.0.1:4000,myapp://' })).not.toThrow()
    expect(() => check({ BETTER_AUTH_TRUSTED_ORIGINS: 'http://app.test.example', BETTER_AUTH_URL: 'http://app.test.example' }, true)).not.toThrow()
  })
})

it('takes http and a missing base URL on this machine only', () => {
  vi.stubEnv('HOST', '127.0.0.1')
  expect(() => check({ BETTER_AUTH_URL: '' })).not.toThrow()
  vi.stubEnv('NITRO_HOST', '0.0.0.0')
  expect(() => check({ BETTER_AUTH_URL: '' })).toThrow('BETTER_AUTH_URL is not set')
  expect(() => check({ BETTER_AUTH_URL: 'http://localhost:3000' })).not.toThrow()
  expect(() => check({ BETTER_AUTH_URL: 'http://localhost.example.com' })).toThrow('Use https')
})

describe('a secret', () => {
  it.each([
    ['better-auth-secret-12345678901234567890', 'is the one that Better Auth publishes in its source code'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'repeats a few characters'],
    ['k3Jx9QmZ2wVb7k3Jx9QmZ2wVb7k3Jx9QmZ2wVb7', 'repeats a short text'],
    ['your-secret-key-change-this-in-production', 'is made of common words'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 'is made of common words'],
    ['SuperSecretPassword1234567890Password', 'is made of common words'],
  ])('%s %s', (secret, weakness) => {
    expect(weaknessOf(secret)).toBe(weakness)
  })

  it('at random is never taken for a weak one', () => {
    for (let count = 0; count < 200; count++) {
      for (const encoding of ['base64', 'hex'] as const) {
        const secret = randomBytes(encoding === 'hex' ? 32 : 24).toString(encoding)
        if (weaknessOf(secret)) expect.unreachable(`${secret} ${weaknessOf(secret)}`)
      }
    }
  })
})

describe('the address of a visitor', () => {
  type Request = Parameters<typeof forwardedFor>[0]
  const from = (headers: Record<string, string>, remoteAddress?: string) => {
    const all = new Map(Object.entries(headers))
    return { context: {}, headers: all, node: { req: { headers, socket: { remoteAddress } } } } as unknown as Request
  }

  it.each([
    ['node-server', { 'x-forwarded-for': '6.6.6.6' }, '203.0.113.7'],
    ['aws-lambda', { 'x-forwarded-for': '6.6.6.6, 198.51.100.1' }, '198.51.100.1'],
    ['deno-deploy', { 'x-forwarded-for': '6.6.6.6, 198.51.100.1' }, '198.51.100.1'],
    ['vercel', { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '198.51.100.1' }, '198.51.100.1'],
    ['netlify', { 'x-forwarded-for': '6.6.6.6', 'x-nf-client-connection-ip': '198.51.100.1' }, '198.51.100.1'],
  ])('on %s cannot be chosen by the visitor', (preset, headers, expected) => {
    expect(forwardedFor(from(headers as Record<string, string>, '203.0.113.7'), preset)).toBe(expected)
  })

  it('is behind the proxies that are declared', () => {
    vi.stubEnv('TRUSTED_PROXIES', '203.0.113.0/24')
    expect(forwardedFor(from({ 'x-forwarded-for': '198.51.100.1' }, '203.0.113.7'), 'node-server')).toBe('198.51.100.1, 203.0.113.7')
    expect(forwardedFor(from({ 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }), 'aws-lambda')).toBe('198.51.100.1, 203.0.113.7')
    expect(forwardedFor(from({ 'x-forwarded-for': '198.51.100.1' }), 'bun')).toBe('198.51.100.1')
  })

  it.each(['bun', 'deno-server'])('must come from a proxy on %s, which does not know it', (preset) => {
    expect(() => requireAddressSource(preset)).toThrow(`the preset "${preset}" does not know the addresses`)
    vi.stubEnv('TRUSTED_PROXIES', '10.0.0.1')
    expect(() => requireAddressSource(preset)).not.toThrow()
  })
})
