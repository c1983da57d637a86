import { defineApiHandler } from '../http/api-handler'
import { ConnectError } from '../../shared/errors'

/** What no handler has is JSON too: without this it would fall through to the pages and answer 200 in HTML. */
export default defineApiHandler(() => {
  throw new ConnectError('NOT_FOUND')
})
