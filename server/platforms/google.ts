import { connectError } from '../../shared/errors'
import { oauthError } from './call-platform'
import { defineConnector } from './connector'

export default defineConnector({
  /** Revokes the whole grant, with either token. Google requires no client authentication here. @see https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke */
  async revoke({ accessToken, refreshToken }, { definition, call }) {
    const { ok, body } = await call('https://oauth2.googleapis.com/revoke', {
      method: 'POST',
      body: new URLSearchParams({ token: refreshToken ?? accessToken ?? '' }),
    })
    // `invalid_token`: the grant was already revoked.
    if (!ok && oauthError(body) !== 'invalid_token') throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id })
  },
})
