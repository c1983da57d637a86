import { askForToken } from './accounts'
import type { XAccount } from './accounts'
import { ask } from './ask'
import { inLanes } from './lanes'
import { Counter } from './tally'
import type { Customer } from './traffic'
import type { World } from './world'

/** Seconds until an account must be renewable again: leases have to end, and journals have to be replayed. */
const settleSeconds = { short: 60, long: 300 }
/** Seconds after which a lost grant counts as lost, if it is not healed. */
const healSeconds = 15

/** Starts what was stopped, and waits until all instances are healthy. */
export async function recover({ instances, tally }: World): Promise<void> {
  for (const instance of instances) if (!instance.isUp) await instance.start()
  for (const instance of instances) {
    const end = Date.now() + 60_000
    while ((await ask(`${instance.url}/api/health`)).status !== 200) {
      if (Date.now() > end) {
        tally.wrong.add('an instance is not healthy a minute after the end of the fault')
        break
      }
      await new Promise(resolve => setTimeout(resolve, 250))
    }
  }
}

/** Compares the database with what was acknowledged. */
export async function countLostRows({ tally, database }: World, customers: Customer[]): Promise<void> {
  const counts = new Counter()
  for (const { id, accountId } of await database.rows<{ id: string, accountId: string }>('select id, "accountId" from account')) {
    counts.add(accountId)
    counts.add(id)
  }
  const posts = new Set((await database.rows<{ id: string }>('select id from posts')).map(({ id }) => id))
  for (const customer of customers) {
    if (!counts.has(customer.x.id)) tally.lost.add('X account')
    for (const [accountId, { state }] of customer.keys) {
      const count = counts.get(accountId) ?? 0
      if (count > 1) tally.doubled.add('account connected twice')
      if (state === 'connected' && count === 0) tally.lost.add('account whose connection was acknowledged')
      if (state === 'disconnected' && count > 0) tally.doubled.add('account whose disconnection was acknowledged')
    }
    const missing = customer.posts.filter(id => !posts.has(id)).length
    if (missing > 0) tally.lost.add('row whose write was acknowledged', missing)
  }
}

/**
 * Counts accounts that cannot be renewed any more: their stored refresh token is not the
 * one that the platform accepts.
 *
 * @param isUnavoidable tells grants that no server can keep, because the new token never reached one. They are noted, not counted.
 * @returns all accounts that cannot be renewed, also those
 */
export async function countLostGrants(world: World, accounts: XAccount[], isUnavoidable: (account: XAccount) => boolean = () => false): Promise<XAccount[]> {
  const { tally } = world
  const ended = await renewAll(world, accounts, isUnavoidable)
  // A second time, because a result that waited in a journal counts as renewed the first time.
  const lost = [...ended, ...await renewAll(world, accounts.filter(account => !ended.includes(account)), isUnavoidable)]
  const unavoidable = lost.filter(isUnavoidable)
  if (lost.length > unavoidable.length) tally.lostGrants.add('cannot be renewed any more', lost.length - unavoidable.length)
  if (unavoidable.length > 0) tally.notes.push(`${unavoidable.length} more grants ended because the platform's answer did not reach a server in time: no server can keep these.`)
  return lost
}

/** Lets all access tokens expire, and asks for each until it is renewed. @returns those that are not */
async function renewAll(world: World, accounts: XAccount[], isUnavoidable: (account: XAccount) => boolean): Promise<XAccount[]> {
  const { database, instances, isShort, progress } = world
  if (accounts.length > 0) await database.expire(accounts.map(({ id }) => id))
  const startedAt = Date.now()
  const end = startedAt + settleSeconds[isShort ? 'short' : 'long'] * 1000
  let left = accounts
  for (let round = 0; left.length > 0 && Date.now() < end; round++) {
    const ended: XAccount[] = []
    const waiting: XAccount[] = []
    await inLanes(8, left, async (account) => {
      const { token, status } = await askForToken(world, instances[round % instances.length]!, account, { what: 'token at the end', allows: [409] })
      if (token) return
      if (status === 409 || isUnavoidable(account)) ended.push(account)
      else waiting.push(account)
    })
    left = [...ended, ...waiting]
    progress(`renewing each account: ${left.length} of ${accounts.length} left`)
    if (waiting.length === 0 && Date.now() - startedAt > healSeconds * 1000) break
    if (left.length > 0) await new Promise(resolve => setTimeout(resolve, 1000))
  }
  return left
}
