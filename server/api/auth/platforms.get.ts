import { getQuery } from 'h3'
import { z } from 'zod'
import type { ServerPlatforms } from '../../../shared/account'
import { connectError } from '../../../shared/errors'
import { defineApiHandler } from '../../http/api-handler'
import { platformOffers } from '../../http/platform-offers'
import { isPlatformId } from '../../platforms'

const details = z.string().max(2000).default('')

/** Lists the platforms of this server, with details of those in `?details=` (ids separated by commas). Unknown ids are ignored. */
export default defineApiHandler((event): ServerPlatforms => {
  const named = details.safeParse(getQuery(event).details)
  if (!named.success) throw connectError('INVALID_REQUEST', { message: 'Name the platforms once, as ?details=reddit,x.' })
  return platformOffers(event, named.data.split(',').filter(isPlatformId))
})
