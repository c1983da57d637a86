const unexpected = 'Something went wrong on our side. Try again in a moment.'

/** An answer that is not a success, with a message to show. */
export class RequestError extends Error {
  override readonly name = 'RequestError'

  constructor(message: string, readonly status: number, readonly code?: string) {
    super(message)
  }
}

export interface RequestOptions {
  method: 'POST' | 'DELETE'
  /** Sent as JSON. */
  body?: Record<string, unknown>
}

/**
 * Calls this app's server.
 *
 * @throws RequestError with the server's own message where it gave one; status 0
 * when it could not be reached
 */
export async function request<T>(path: string, { method, body }: RequestOptions): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new RequestError('The server could not be reached. Check your connection and try again.', 0)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  throw new RequestError(errorMessage(answer) ?? unexpected, response.status, textOf(answer, 'code'))
}

/** The message of an error answer: the account API calls it `error`, Better Auth `message`. */
export function errorMessage(answer: unknown): string | undefined {
  return textOf(answer, 'error') ?? textOf(answer, 'message')
}

function textOf(answer: unknown, key: string): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const value = (answer as Record<string, unknown>)[key]
  return typeof value === 'string' && value ? value : undefined
}

/** What to show of something that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof RequestError ? error.message : unexpected
}
