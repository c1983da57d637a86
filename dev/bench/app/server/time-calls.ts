import { getQuery } from 'h3'
import type { H3Event } from 'h3'

/** The account whose token is requested. */
export interface TokenQuery {
  userId: string
  accountId: string
}

/** Makes `count` calls (from the query), one after the other. @returns the average nanoseconds of a call, and the token */
export async function timeCalls(event: H3Event, call: (query: TokenQuery) => Promise<string>): Promise<{ nanoseconds: number, token: string }> {
  const { count, ...query } = getQuery<TokenQuery & { count: string }>(event)
  let token = ''
  const start = process.hrtime.bigint()
  for (let left = Number(count); left > 0; left--) token = await call(query)
  return { nanoseconds: Number(process.hrtime.bigint() - start) / Number(count), token }
}
