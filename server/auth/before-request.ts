import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { asApiError } from './api-error'
import { checkProfile } from './check-profile'
import type { ProfilePath } from './check-profile'
import { chooseScopes } from './choose-scopes'
import { requireFreshSession } from './fresh-session'
import { requireTrustedReturn } from './trusted-return'

/** Runs before all routes of Better Auth over HTTP: refuses to send the browser to another origin. */
export const checkReturn = createAuthMiddleware(context => asApiError(async () => requireTrustedReturn(context)))

const paths = ['/link-social', '/sign-in/social', '/sign-up/email', '/update-user', '/change-password', '/sign-out', '/delete-user'] as const

/** Whether {@link beforeRequest} handles a path of Better Auth. */
export function handlesPath(path: string | undefined): boolean {
  return paths.some(handled => handled === path)
}

/**
 * Runs before Better Auth's own routes: adds scopes, validates profiles and requires a
 * fresh session. It returns only the fields that it changes, because Better Auth merges
 * them with those that hooks of the app change. Errors have the format of the account API.
 */
export const beforeRequest = createAuthMiddleware(context => asApiError(async () => {
  const session = () => getSessionFromCtx(context)
  switch (context.path as typeof paths[number]) {
    case '/link-social':
      return { context: { body: await chooseScopes(context.body, session) } }
    case '/sign-in/social':
      return { context: { body: await chooseScopes(context.body) } }
    case '/sign-up/email':
    case '/update-user':
      return { context: { body: checkProfile(context.path as ProfilePath, context.body, context.context.tables.user?.fields) } }
    case '/change-password':
      // Whoever knows the old password may have a session.
      return { context: { body: { revokeOtherSessions: true, ...context.body as object } } }
    case '/sign-out':
      // Also the pages that the browser keeps for its Back button. Its storage can have data of the app.
      context.setHeader('clear-site-data', '"cache"')
      return
    case '/delete-user': {
      const found = (context.body as { password?: unknown } | undefined)?.password ? undefined : await session()
      if (found) requireFreshSession(found.session, context.context.sessionConfig.freshAge)
    }
  }
}))
