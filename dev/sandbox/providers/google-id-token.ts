import { createHash, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import type { Identity } from '../identities'
import { avatarUrl } from '../identities'
import type { ProviderContext } from '../provider'
import type { Grant } from '../provider-state'

/** Signs Google's id tokens and publishes the public key. */
export interface IdTokenSigner {
  sign(grant: Grant, accessToken: string): Promise<string>
  jwks(): Promise<JSONWebKeySet>
}

/**
 * Creates a signer. Its key is generated on first use, because RSA is slow and most tests need no id token.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
 */
export function createIdTokenSigner({ client, state, identities, origin }: ProviderContext): IdTokenSigner {
  const kid = randomUUID()
  let pair: ReturnType<typeof generateKeyPair> | undefined
  const keys = () => pair ??= generateKeyPair('RS256')

  return {
    async sign(grant, accessToken) {
      const { privateKey } = await keys()
      const identity = identities.get(grant.identity)
      if (!identity) throw new Error(`The identity ${grant.identity} is gone from the sandbox`)
      const idToken = await new SignJWT({
        ...claimsOf(identity, grant.scopes, origin),
        azp: client.id,
        at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
        ...grant.nonce === undefined ? {} : { nonce: grant.nonce },
      })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer('https://accounts.google.com')
        .setAudience(client.id)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey)
      state.record(idToken, identity.id)
      return idToken
    },
    async jwks() {
      const { publicKey } = await keys()
      return { keys: [{ ...await exportJWK(publicKey), kid, alg: 'RS256', use: 'sig' }] }
    },
  }
}

/** The claims about a user for these scopes, in the id token and at the userinfo endpoint. */
export function claimsOf(identity: Identity, scopes: string[], origin: string) {
  const has = (name: string) => scopes.includes(`https://www.googleapis.com/auth/userinfo.${name}`)
  const [givenName, ...familyName] = identity.name.split(' ')
  return {
    sub: identity.accountId,
    ...has('email') && identity.email !== undefined
      ? { email: identity.email, email_verified: identity.emailVerified ?? true }
      : {},
    ...has('profile')
      ? { name: identity.name, given_name: givenName, family_name: familyName.join(' ') || undefined, picture: avatarUrl(origin, 'google', identity) }
      : {},
  }
}
