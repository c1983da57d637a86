import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { avatar } from './avatars'
import { control } from './control'
import { createDispatch } from './dispatch'
import type { Outcome } from './faults'
import type { Reply, SandboxRequest } from './http'
import { json } from './http'
import type { SandboxState } from './sandbox-state'

const MAX_BODY_BYTES = 64 * 1024

/**
 * Creates the `node:http` listener of the sandbox.
 *
 * @param state state of the sandbox
 * @param origin origin of the sandbox, without a trailing slash
 * @param stopping aborts simulated delays when the sandbox closes
 */
export function createListener(state: SandboxState, origin: string, stopping: AbortSignal): RequestListener {
  const dispatch = createDispatch(state, origin)

  async function answer(incoming: IncomingMessage, hungUp: AbortSignal): Promise<Outcome> {
    const request = await read(incoming)
    if (!request) return { reply: json(413, { error: 'The body is too large' }, { connection: 'close' }), delivered: true }
    if (request.path.startsWith('/_sandbox/')) return { reply: control(request, state), delivered: true }
    if (request.path.startsWith('/avatars/')) return { reply: avatar(request.path, state), delivered: true }
    return dispatch(request, hungUp)
  }

  return (incoming, response) => {
    const hangUp = new AbortController()
    response.once('close', () => hangUp.abort())
    answer(incoming, AbortSignal.any([hangUp.signal, stopping]))
      .catch((cause: unknown): Outcome => {
        if (!incoming.destroyed) console.error('[sandbox] a simulator failed:', cause)
        return { reply: json(500, { error: 'The simulator failed' }), delivered: true }
      })
      .then(({ reply, delivered }) => {
        if (reply && delivered) send(response, reply)
        else incoming.socket.destroy()
      })
  }
}

/** Reads a request completely. @returns undefined if it is too large */
async function read(incoming: IncomingMessage): Promise<SandboxRequest | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // Read the rest of a too large body without storing it: a client that is disconnected while it sends does not receive the 413.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (bytes > MAX_BODY_BYTES) return undefined

  const text = Buffer.concat(chunks).toString()
  const url = new URL(`http://sandbox${incoming.url ?? '/'}`)
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(incoming.headers['content-type'] ?? '')
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    form: new URLSearchParams(isForm ? text : ''),
    text,
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply) {
  if (response.destroyed) return
  response.writeHead(status, headers)
  response.end(body)
}
