import { getHeader, readRawBody } from 'h3'
import type { H3Event } from 'h3'
import type { ZodType } from 'zod'
import { connectError } from '../../shared/errors'

/** Maximum size of a request body in bytes. It is many times the size of the longest key. */
const bodyLimit = 16 * 1024

/**
 * Reads and validates a JSON body.
 *
 * @throws ConnectError `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE`, `MALFORMED_BODY` or `INVALID_REQUEST`
 */
export async function readJsonBody<T>(event: H3Event, schema: ZodType<T>): Promise<T> {
  const type = getHeader(event, 'content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw connectError('UNSUPPORTED_MEDIA_TYPE')
  const text = await readText(event)
  let body: unknown
  try {
    body = JSON.parse(text)
  }
  catch {
    throw connectError('MALFORMED_BODY')
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw connectError('INVALID_REQUEST', { message: parsed.error.issues[0]?.message })
  return parsed.data
}

/** Reads the body as text. The middleware `limit-body` has kept it. */
async function readText(event: H3Event): Promise<string> {
  const body = await readRawBody(event, false)
  if (body && body.length > bodyLimit) throw connectError('BODY_TOO_LARGE')
  return new TextDecoder().decode(body)
}
