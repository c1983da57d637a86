import { getHeader, readRawBody } from 'h3'
import type { H3Event } from 'h3'
import { connectError } from '../../shared/errors'

/** Maximum size of a request body in bytes, on all routes under `/api/auth`. */
const bodyLimit = 64 * 1024

/**
 * Reads the body of a request and keeps it, so that the handlers read this copy. It
 * stops at the limit, so that a large body does not fill the memory.
 *
 * @throws ConnectError `BODY_TOO_LARGE`, by the declared length or by the bytes that arrive
 */
export async function keepLimitedBody(event: H3Event): Promise<void> {
  const { req } = event.node
  if (Number(getHeader(event, 'content-length')) > bodyLimit) throw connectError('BODY_TOO_LARGE')
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(event.method)) return
  // Some hosts have read the body already.
  const body = 'body' in req ? await readRawBody(event, false) ?? Buffer.alloc(0) : await readToLimit(event)
  if (Buffer.byteLength(body) > bodyLimit) throw connectError('BODY_TOO_LARGE')
  Object.assign(req, { body })
}

async function readToLimit({ node: { req } }: H3Event): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Leaving the loop must not close the connection, because the client still needs the response.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > bodyLimit) break
      chunks.push(chunk)
    }
  }
  catch (cause) {
    throw connectError('MALFORMED_BODY', { message: 'The connection ended before the whole request body arrived.', cause })
  }
  if (size > bodyLimit) {
    // Discards the rest. Otherwise the client waits to send it, and does not read the response.
    req.resume()
    throw connectError('BODY_TOO_LARGE')
  }
  return Buffer.concat(chunks)
}
