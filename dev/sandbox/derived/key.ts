import type { KeyPlatformDefinition } from '../../../shared/platforms'
import type { ProviderDefinition } from '../provider'
import { defaultAccounts } from './accounts'
import { userinfoOf, userinfoRoutes } from './userinfo'

/** Creates the simulator of a platform with keys or app passwords. It has one endpoint, which returns the profile. */
export function deriveKeySimulator(definition: KeyPlatformDefinition): ProviderDefinition | undefined {
  const userinfo = userinfoOf(definition)
  return userinfo && {
    ...defaultAccounts(definition),
    routes: context => userinfoRoutes(userinfo, context, definition.refusedBy?.[0] ?? 401, given => context.state.credentials.use(given)),
  }
}
