import { readAccount } from '../../../../../../server/accounts/list'
import { useAuth } from '../../../../../../server/auth'
import { useDatabase } from '../../../../../../server/database'
import { defineApiHandler } from '../../../../../../server/http/api-handler'
import { sendWithEtag } from '../../../../../../server/http/etag'
import { platformIds, platformOfProvider } from '../../../../../../server/platforms'
import { connectError } from '../../../../../../shared/errors'

/**
 * The same list in the way of the React original: reads the session, then Better
 * Auth's list, then each account with a separate query, all in parallel.
 *
 * @see https://github.com/papayaah/better-auth-connect/blob/3c79b6505c9731a78e9d998e3aa8b691681c4c2a/backend-routes/nextjs/platform-accounts-dynamic.ts
 */
export default defineApiHandler(async (event) => {
  const { headers } = event
  const session = await useAuth().api.getSession({ headers })
  if (!session) throw connectError('UNAUTHENTICATED')

  const listed = await useAuth().api.listUserAccounts({ headers })
  const connected = listed.filter(({ providerId }) => platformOfProvider(providerId))
  const accounts = (await Promise.all(connected.map(({ id }) => readAccount(useDatabase(), id))))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
  return sendWithEtag(event, Object.fromEntries(platformIds.map(id => [id, accounts.filter(({ platform }) => platform === id)])))
})
