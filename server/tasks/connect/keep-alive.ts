import { defineTask } from 'nitropack/runtime'
import { keepAlive } from '../../vault/keep-alive'

/**
 * Runs every hour, and does something only with `KEEP_ALIVE_AFTER_DAYS` set: it
 * renews the grants that have not been renewed for so many days.
 */
export default defineTask({
  meta: { name: 'connect:keep-alive', description: 'Renew grants before their refresh tokens lapse of disuse' },
  async run() {
    const days = Number(process.env.KEEP_ALIVE_AFTER_DAYS)
    if (!(days > 0)) return {}
    const { renewed, failed } = await keepAlive(new Date(Date.now() - days * 86_400_000))
    if (renewed + failed > 0) console.info(`[connect] Kept alive: ${renewed} grants renewed, ${failed} could not be.`)
    return { result: { renewed, failed } }
  },
})
