import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describePlatform } from '../../dev/testing'
import { connectors } from '../../server/platforms/connectors'
import { definitions, oauthDefinitions } from '../setup/platforms'
import { dialects, startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectKey, connectOAuth } from '../setup/user'

describe.each(dialects)('Platforms on %s', (dialect) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(dialect)
  })
  afterAll(() => server?.stop())

  // What a platform declares does not depend on the database. What every platform stores is tried on the other one as well.
  if (dialect === 'sqlite') {
    for (const definition of definitions) {
      describePlatform(definition, { url: () => server.url, sandbox: () => server.sandbox, connector: connectors[definition.id] })
    }
    return
  }

  it.each(definitions.map(({ id }) => id))('%s connects, is refreshed and disconnects', async (id) => {
    const oauth = oauthDefinitions.find(definition => definition.id === id)
    const { user, account } = oauth ? await connectOAuth(server, oauth.id) : await connectKey(server, id as 'devto')
    const path = `/api/auth/${id}/accounts`
    const refreshed = await user.json(`${path}/refresh`, { json: { accountId: account.id } })
    expect(await user.json(path)).toEqual([refreshed])
    expect(await user.json(`${path}?accountId=${account.id}`, { method: 'DELETE' })).toMatchObject({ success: true })
    expect(await user.json(path)).toEqual([])
  })
})
