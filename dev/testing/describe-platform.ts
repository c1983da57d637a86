import { describe, expect, it } from 'vitest'
import type { KeyPlatformDefinition, OAuthPlatformDefinition, PlatformDefinition } from '../../shared/platforms'
import { describeKey } from './key-contract'
import { describeOAuth } from './oauth-contract'
import { createPlatformTest } from './platform-test'
import type { DescribePlatformOptions } from './platform-test'

/**
 * Defines a vitest suite for a platform. It tests the platform's definition over HTTP,
 * with a running server and its sandbox: consent, callback, profile, listing, refresh
 * if supported, reconnect, revocation if supported, denied consent and refused keys.
 * It works for built-in platforms and for an app's own.
 *
 * The server needs `TRUSTED_PROXIES=127.0.0.1,::1`, so that rate limits count each test user separately.
 *
 * @example
 * describePlatform(acme, { url: () => server.url, sandbox: () => createSandboxClient(sandbox.url) })
 */
export function describePlatform(definition: PlatformDefinition, options: DescribePlatformOptions): void {
  describe(`${definition.name} (${definition.id})`, () => {
    it('has a simulator', async () => {
      expect(await options.sandbox().platforms(), 'The sandbox derives a simulator from endpoints.userinfo and profile. A platform without them needs one in dev/sandbox/providers/.').toContain(definition.id)
    })
    const isOAuth = (definition: PlatformDefinition): definition is OAuthPlatformDefinition => definition.kind === 'oauth'
    if (isOAuth(definition)) describeOAuth(createPlatformTest(definition, options))
    else describeKey(createPlatformTest<KeyPlatformDefinition>(definition, options))
  })
}
