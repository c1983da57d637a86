import { getHeader, getRequestWebStream } from 'h3'
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

/** Reads the body as text, and stops at the limit so that a large body does not fill the memory. */
async function readText(event: H3Event): Promise<string> {
  if (Number(getHeader(event, 'content-length')) > bodyLimit) throw connectError('BODY_TOO_LARGE')
  const reader = getRequestWebStream(event)?.getReader()
  if (!reader) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength
    if (size > bodyLimit) throw connectError('BODY_TOO_LARGE')
    chunks.push(read.value)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
