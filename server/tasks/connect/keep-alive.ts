import { defineTask } from 'nitropack/runtime'
import { keepAlive } from '../../vault/keep-alive'
import { log } from '../../log'
import { setting } from '../../settings'

/**
 * Renews grants that were last renewed more than `KEEP_ALIVE_AFTER_DAYS` days ago.
 * Runs every hour, and does nothing if that setting is not set.
 */
export default defineTask({
  meta: { name: 'connect:keep-alive', description: 'Renew unused grants before their refresh tokens expire' },
  async run() {
    const days = setting('KEEP_ALIVE_AFTER_DAYS')
    if (!days) return {}
    const { renewed, failed } = await keepAlive(new Date(Date.now() - days * 86_400_000))
    if (renewed + failed > 0) log.info(`Keep-alive: ${renewed} grants renewed, ${failed} failed.`)
    return { result: { renewed, failed } }
  },
})
