import { z } from 'zod'
import { ConnectError } from '../../shared/errors'
import { callPlatform } from './call-platform'
import type { KeyConnector } from './connector'

const user = z.object({
  id: z.number().int(),
  username: z.string().min(1),
  name: z.string().nullish().catch(null),
  email: z.string().nullish().catch(null),
  profile_image: z.string().nullish().catch(null),
})

export const devto: KeyConnector = {
  api: { baseUrl: 'https://dev.to/api', authorize: key => ({ 'api-key': key }) },

  /** @see https://developers.forem.com/api/v1#tag/users/operation/getUserMe */
  async verifyKey(apiKey) {
    const response = await callPlatform('devto', 'https://dev.to/api/users/me', { headers: { 'api-key': apiKey } })
    if (response.status === 401) throw new ConnectError('KEY_REFUSED', { platform: 'devto' })
    const answer = user.safeParse(response.ok ? response.body : null)
    if (!answer.success) throw new ConnectError('PLATFORM_UNREACHABLE', { platform: 'devto', cause: answer.error })
    const { id, username, name, email, profile_image } = answer.data
    return { accountId: String(id), username, name: name ?? null, email: email ?? null, profileImageUrl: profile_image ?? null }
  },
}
