import { defineApiHandler } from '../http/api-handler'
import { connectError } from '../../shared/errors'

/** Responds with a JSON 404 to unknown API paths. Without it, the pages would respond with 200 and HTML. */
export default defineApiHandler(() => {
  throw connectError('NOT_FOUND')
})
