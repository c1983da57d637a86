import { getQuery } from 'h3'
import type { H3Event } from 'h3'

/** Whose token is asked for. */
export interface TokenQuery {
  userId: string
  accountId: string
}

/** Makes as many calls as the query's `count` says, one after the other. @returns nanoseconds each took, and the token they gave */
export async function timeCalls(event: H3Event, call: (query: TokenQuery) => Promise<string>): Promise<{ nanoseconds: number, token: string }> {
  const { count, ...query } = getQuery<TokenQuery & { count: string }>(event)
  let token = ''
  const start = process.hrtime.bigint()
  for (let left = Number(count); left > 0; left--) token = await call(query)
  return { nanoseconds: Number(process.hrtime.bigint() - start) / Number(count), token }
}
