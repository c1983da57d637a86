import { defineTask } from 'nitropack/runtime'
import { keepAlive } from '../../vault/keep-alive'
import { log } from '../../log'
import { setting } from '../../settings'

/**
 * Renews grants that were last renewed more than `KEEP_ALIVE_AFTER_DAYS` days ago, if
 * that setting is set, and tries uncertain ones again. Runs every hour.
 */
export default defineTask({
  meta: { name: 'connect:keep-alive', description: 'Renew unused grants before their refresh tokens expire, and uncertain ones' },
  async run() {
    const days = setting('KEEP_ALIVE_AFTER_DAYS')
    const { renewed, failed } = await keepAlive(days ? new Date(Date.now() - days * 86_400_000) : undefined)
    if (renewed + failed > 0) log.info(`Keep-alive: ${renewed} grants renewed, ${failed} failed.`)
    return { result: { renewed, failed } }
  },
})
