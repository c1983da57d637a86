import { createServer, request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request for new tokens that passed the gate. Times are those of `performance.now()`. */
export interface Renewal {
  /** The refresh token that was sent. */
  refreshToken: string
  /** Port of the server's end of the connection. */
  port: number | undefined
  /** When the platform had replaced the token. */
  answeredAt?: number
  /** When the whole answer had been handed to the network. */
  sentAt?: number
}

/** A reverse proxy between one server and the sandbox, which can hold requests for new tokens and their answers. */
export interface Gate {
  url: string
  port: number
  renewals: Renewal[]
  /** Awaited before a request for new tokens reaches the platform. */
  beforeAsking?: (renewal: Renewal) => Promise<unknown> | undefined
  /** Awaited before the platform's answer is sent to the server. */
  beforeAnswering?: (renewal: Renewal) => Promise<unknown> | undefined
  close(): Promise<void>
}

export async function startGate(sandboxUrl: string): Promise<Gate> {
  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming)
    const refreshToken = new URLSearchParams(body.toString()).get('refresh_token')
    const renewal = refreshToken ? { refreshToken, port: incoming.socket.remotePort } as Renewal : undefined
    if (renewal) {
      gate.renewals.push(renewal)
      await gate.beforeAsking?.(renewal)
    }
    const answer = await forward(sandboxUrl, incoming, body)
    if (renewal) {
      renewal.answeredAt = performance.now()
      await gate.beforeAnswering?.(renewal)
    }
    if (response.destroyed) return
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body, () => {
      if (renewal) renewal.sentAt = performance.now()
    })
  }
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const gate: Gate = {
    url: `http://127.0.0.1:${port}`,
    port,
    renewals: [],
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
  return gate
}

interface Answer { status: number, headers: OutgoingHttpHeaders, body: Buffer }

function forward(to: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url!, to), { method, headers }, async (incoming) => {
      resolve({ status: incoming.statusCode!, headers: incoming.headers, body: await bodyOf(incoming) })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
