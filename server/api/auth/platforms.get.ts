import type { ServerPlatforms } from '../../../shared/account'
import { isOAuthPlatform, platformList } from '../../../shared/platforms'
import { allowsSignUp, isEnabled } from '../../platforms/credentials'
import { platformSetup } from '../../http/platform-setup'
import { defineApiHandler } from '../../http/api-handler'
import { sandboxUrl } from '../../platforms/sandbox'

/** What this server offers: the platforms that are switched on, and whether they are simulated. In development also how to switch on the others. */
export default defineApiHandler((event): ServerPlatforms => ({
  sandbox: sandboxUrl() !== undefined,
  platforms: Object.fromEntries(platformList.map(({ id }) => [id, {
    enabled: isEnabled(id),
    signUp: isOAuthPlatform(id) && isEnabled(id) && allowsSignUp(id),
    ...platformSetup(event, id),
  }])) as ServerPlatforms['platforms'],
}))
