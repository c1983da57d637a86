import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'

const plain = 'plain-secret-from-before-versions-0123456789'
const first = 'first-versioned-secret-0123456789-0123456789'
const second = 'second-versioned-secret-0123456789-012345678'

/** A token as the platforms give them. */
const token = 'eyJhbGciOiJSUzI1NiJ9.payload~with+odd/characters=._-ü'

/** The seal as a process with these secrets has it: it reads them once. */
async function sealWith(secrets: { BETTER_AUTH_SECRET?: string, BETTER_AUTH_SECRETS?: string }) {
  vi.stubEnv('BETTER_AUTH_SECRET', secrets.BETTER_AUTH_SECRET)
  vi.stubEnv('BETTER_AUTH_SECRETS', secrets.BETTER_AUTH_SECRETS)
  vi.resetModules()
  return import('../../server/vault/seal')
}

const rotated = { BETTER_AUTH_SECRET: plain, BETTER_AUTH_SECRETS: `2:${second},1:${first}` }
const under = (version: number, value: string, data = token) => symmetricEncrypt({ key: { keys: new Map([[version, value]]), currentVersion: version }, data })

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('A sealed secret', () => {
  it('shows nothing of itself, and never looks the same twice', async () => {
    const { seal, open } = await sealWith(rotated)
    const sealed = await Promise.all([seal(token), seal(token)])
    expect(sealed[0]).toMatch(/^\$ba\$2\$[0-9a-f]+$/)
    expect(sealed[0]).not.toContain(Buffer.from(token).toString('hex'))
    expect(sealed[0]).not.toBe(sealed[1])
    expect(await Promise.all(sealed.map(open))).toEqual([token, token])
  })

  it('is of Better Auth\'s own kind, so that either opens what the other sealed', async () => {
    const { seal } = await sealWith(rotated)
    expect(await symmetricDecrypt({ key: { keys: new Map([[2, second]]), currentVersion: 2 }, data: await seal(token) })).toBe(token)
  })

  it('that was changed, cut or sealed with another key does not open, and the error holds nothing of it', async () => {
    const { seal, open } = await sealWith(rotated)
    const sealed = await seal(token)
    const flipped = sealed.slice(0, -1) + (sealed.endsWith('0') ? '1' : '0')
    for (const bad of [flipped, sealed.slice(0, -2), sealed.slice(0, 20), await under(2, 'another-secret-of-version-2-0123456789')]) {
      const error = await open(bad).then(opened => expect.fail(`It opened: ${opened}`), (error: Error) => error)
      expect(error.message).not.toContain(bad.slice(6))
    }
  })
})

describe('Opens', () => {
  it.each([
    ['what is sealed under the current version', () => under(2, second)],
    ['what is sealed under an older version', () => under(1, first)],
    ['what Better Auth sealed before secrets had versions', () => symmetricEncrypt({ key: plain, data: token })],
    ['what was left in clear', () => token],
  ])('%s', async (_, stored) => {
    const { open } = await sealWith(rotated)
    expect(await open(await stored())).toBe(token)
  })

  it.each([
    ['two digits', 'a1'],
    ['a SHA-1', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'],
    ['upper case', 'A94A8FE5CCB19BA61C4C0873D391E987982FBBD3'],
    ['digits only', '123456789012345678901234'],
    ['as long as a sealed secret', '0123456789abcdef'.repeat(20)],
  ])('a clear token that is all hexadecimal of even length: %s', async (_, hex) => {
    const { open, seal, isSealedNow } = await sealWith(rotated)
    expect(await open(hex)).toBe(hex)
    expect(isSealedNow(hex)).toBe(false)
    expect(await open(await seal(hex))).toBe(hex)
    expect(await open(await symmetricEncrypt({ key: plain, data: hex }))).toBe(hex)
  })

  it('bare hexadecimal under the oldest secret of the list where there is no plain one', async () => {
    const { open } = await sealWith({ BETTER_AUTH_SECRETS: `2:${second},1:${plain}` })
    expect(await open(await symmetricEncrypt({ key: plain, data: token }))).toBe(token)
  })

  it('after the first rotation what was sealed under the plain secret until then', async () => {
    const before = await (await sealWith({ BETTER_AUTH_SECRET: plain })).seal(token)
    expect(before).toMatch(/^\$ba\$1\$/)
    const { open, isSealedNow } = await sealWith({ BETTER_AUTH_SECRETS: `2:${second},1:${plain}` })
    expect(await open(before)).toBe(token)
    expect(isSealedNow(before)).toBe(false)
  })

  it('nothing under a version that is not configured', async () => {
    const { open, isSealedNow } = await sealWith({ BETTER_AUTH_SECRETS: `2:${second}` })
    const stored = await under(1, first)
    await expect(open(stored)).rejects.toThrow('version 1')
    expect(isSealedNow(stored)).toBe(false)
  })
})

describe('Is sealed now', () => {
  it('only what is under the current version', async () => {
    const { isSealedNow } = await sealWith(rotated)
    expect(isSealedNow(await under(2, second))).toBe(true)
    for (const stored of [await under(1, first), await under(12, second), await symmetricEncrypt({ key: plain, data: token }), token, '']) {
      expect(isSealedNow(stored)).toBe(false)
    }
  })
})
