import type { ServerPlatforms } from '../../../shared/account'
import { isOAuthPlatform, platformList } from '../../../shared/platforms'
import { allowsSignUp, isEnabled } from '../../auth/platforms'
import { defineApiHandler } from '../../http/api-handler'
import { sandboxUrl } from '../../auth/sandbox'

/** What this server offers: the platforms that are switched on, and whether they are simulated. */
export default defineApiHandler((): ServerPlatforms => ({
  sandbox: sandboxUrl() !== undefined,
  platforms: Object.fromEntries(platformList.map(({ id }) => [id, {
    enabled: isEnabled(id),
    signUp: isOAuthPlatform(id) && isEnabled(id) && allowsSignUp(id),
  }])) as ServerPlatforms['platforms'],
}))
