import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { checkProfile } from './check-profile'
import { chooseScopes } from './choose-scopes'
import { requireFreshSession } from './fresh-session'

/** Runs before Better Auth's own routes: adds scopes, validates profiles and requires a fresh session. Errors have the format of the account API. */
export const beforeRequest = createAuthMiddleware(async (context) => {
  const session = () => getSessionFromCtx(context)
  switch (context.path) {
    case '/link-social':
      return { context: { body: await chooseScopes(context.body, session) } }
    case '/sign-in/social':
      return { context: { body: await chooseScopes(context.body) } }
    case '/sign-up/email':
    case '/update-user':
      return { context: { body: checkProfile(context.path, context.body) } }
    case '/delete-user': {
      const found = (context.body as { password?: unknown } | undefined)?.password ? undefined : await session()
      if (found) requireFreshSession(found.session, context.context.sessionConfig.freshAge)
    }
  }
})
