import { APIError } from 'better-auth/api'
import { ConnectError } from '../../shared/connect-error'
import { toErrorBody } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'

/** Runs code that Better Auth calls. A ConnectError becomes an error that Better Auth sends. Its client reads the field `message`. */
export async function asApiError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  }
  catch (error) {
    if (!(error instanceof ConnectError)) throw error
    const known = error as ConnectError<ErrorCode>
    const body = { ...toErrorBody(known), message: known.message }
    throw new APIError(known.status as ConstructorParameters<typeof APIError>[0], body, { ...known.headers, 'cache-control': 'private, no-store' })
  }
}
