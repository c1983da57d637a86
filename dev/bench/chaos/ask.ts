import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export interface AskInit {
  method?: string
  /** Sent as the JSON body. */
  json?: unknown
  headers?: Record<string, string>
  /** Milliseconds after which the request is given up. @default 40,000 */
  timeout?: number
}

/** An answer, or why there was none. */
export interface Answer {
  /** 0 without an answer. */
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** Why there was no answer, such as `ECONNRESET`. */
  failure?: string
  /** Time to the end of the answer. */
  milliseconds: number
}

/**
 * Sends a request on a connection of its own. On a kept-alive connection, a request can
 * meet the moment at which the server closes an idle connection, and fail without anybody's fault.
 */
export function ask(url: string, { method, json, headers, timeout = 40_000 }: AskInit = {}): Promise<Answer> {
  const startedAt = performance.now()
  const body = json === undefined ? undefined : JSON.stringify(json)
  return new Promise((resolve) => {
    const finish = (answer: Pick<Answer, 'status' | 'body'> & Partial<Answer>) => {
      clearTimeout(timer)
      resolve({ headers: {}, ...answer, milliseconds: performance.now() - startedAt })
    }
    const outgoing = request(url, {
      agent: false,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) },
    }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => finish({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() }))
      incoming.on('error', error => outgoing.destroy(error))
    })
    const timer = setTimeout(() => outgoing.destroy(Object.assign(new Error('No answer in time'), { code: 'TIMEOUT' })), timeout)
    outgoing.on('error', (error: NodeJS.ErrnoException) => finish({ status: 0, body: '', failure: error.code ?? error.message }))
    outgoing.end(body)
  })
}
