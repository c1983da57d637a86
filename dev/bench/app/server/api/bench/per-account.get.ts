import { readAccount } from '../../../../../../server/accounts/list'
import { useAuth } from '../../../../../../server/auth'
import { useDatabase } from '../../../../../../server/database'
import { defineApiHandler } from '../../../../../../server/http/api-handler'
import { sendWithEtag } from '../../../../../../server/http/etag'
import { ConnectError } from '../../../../../../shared/errors'
import { platformList, platformOfProvider } from '../../../../../../shared/platforms'

/**
 * The same list the way the React original makes it: the session, Better Auth's
 * list, then one query per account, all of them at once.
 *
 * @see https://github.com/papayaah/better-auth-connect/blob/3c79b6505c9731a78e9d998e3aa8b691681c4c2a/backend-routes/nextjs/platform-accounts-dynamic.ts
 */
export default defineApiHandler(async (event) => {
  const { headers } = event
  const session = await useAuth().api.getSession({ headers })
  if (!session) throw new ConnectError('UNAUTHENTICATED')

  const listed = await useAuth().api.listUserAccounts({ headers })
  const connected = listed.filter(({ providerId }) => platformOfProvider(providerId))
  const accounts = (await Promise.all(connected.map(({ id }) => readAccount(useDatabase(), id))))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
  return sendWithEtag(event, Object.fromEntries(platformList.map(({ id }) => [id, accounts.filter(({ platform }) => platform === id)])))
})
