import { readBody } from 'h3'
import { posts, useDatabase } from '../../../../../../server/database'
import { defineApiHandler } from '../../../../../../server/http/api-handler'
import { requireUserId } from '../../../../../../server/http/request'

/** Writes a row of one of the app's own tables, for the signed-in user. The answer acknowledges the write. */
export default defineApiHandler(async (event) => {
  const userId = await requireUserId(event)
  const { id } = await readBody<{ id: string }>(event)
  const now = new Date()
  await useDatabase().insert(posts).values({ id, userId, title: 'Chaos', createdAt: now, updatedAt: now })
  return { id }
})
