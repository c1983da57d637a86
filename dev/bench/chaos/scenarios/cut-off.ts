import { setTimeout as wait } from 'node:timers/promises'
import { startProxy } from '../../../../tests/setup/proxy'
import { askForToken, createPerson, createXAccounts } from '../accounts'
import type { XAccount } from '../accounts'
import { startGate } from '../gate'
import type { Instance } from '../instance'
import { countLostGrants, recover } from '../invariants'
import type { Scenario } from '../scenario'
import type { World } from '../world'

/** Seconds of each cut-off. */
const durations = { short: [6, 20], long: [5, 10, 14, 20, 30, 60, 120, 240, 420, 600] }
/** Accounts that are renewed at the moment of each cut-off. */
const renewalsPerCutOff = 2
/** Milliseconds between two callers of the other instance. */
const askEvery = 2000

/**
 * A process loses its connection to the database after the platform has replaced a
 * token and before the answer arrives. Another process can reach the database, and is
 * asked for the same account. Every other cut-off is a network that drops packets; the
 * rest are refused connections.
 */
export const cutOff = {
  name: 'cut-off',
  title: 'One process cut off from PostgreSQL',
  dialects: ['postgresql'],
  waitsLong: true,
  async run(world) {
    const seconds = durations[world.isShort ? 'short' : 'long']
    world.tally.did = `${seconds.length * renewalsPerCutOff} renewals, cut off for ${seconds.join(', ')} s`
    const survivor = await world.start()
    const { userId } = await createPerson(survivor)
    await using stack = new AsyncDisposableStack()
    const cutOffs = []
    for (const [number, duration] of seconds.entries()) {
      const accounts = await createXAccounts(world, userId, renewalsPerCutOff)
      cutOffs.push(await prepare(world, stack, accounts, duration, number % 2 === 0 ? 'freeze' : 'cut'))
    }
    const startedAt = Date.now()
    const timer = setInterval(() => world.progress(`cut off for ${Math.round((Date.now() - startedAt) / 1000)} s`), 1000)
    try {
      await Promise.all(cutOffs.map(({ run }) => run(survivor)))
    }
    finally {
      clearInterval(timer)
    }
    await recover(world)
    await countLostGrants(world, cutOffs.flatMap(({ accounts }) => accounts))
  },
} satisfies Scenario

interface CutOff { accounts: XAccount[], run(survivor: Instance): Promise<void> }

async function prepare(world: World, stack: AsyncDisposableStack, accounts: XAccount[], seconds: number, kind: 'freeze' | 'cut'): Promise<CutOff> {
  const proxy = stack.adopt(await startProxy(world.database.env.DATABASE_URL!), proxy => proxy.close())
  const gate = stack.adopt(await startGate(world.sandbox.url), gate => gate.close())
  const victim = await world.start({ DATABASE_URL: proxy.url, SANDBOX_URL: gate.url })

  async function run(survivor: Instance): Promise<void> {
    const isCutOff = Promise.withResolvers<unknown>()
    const allSpent = Promise.withResolvers<unknown>()
    gate.beforeAnswering = () => {
      if (gate.renewals.length >= accounts.length) allSpent.resolve(undefined)
      return isCutOff.promise
    }
    const asked: Promise<unknown>[] = accounts.map(account => askForToken(world, victim, account))
    await allSpent.promise
    gate.beforeAnswering = undefined
    proxy[kind]()
    isCutOff.resolve(undefined)
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      asked.push(...accounts.map(account => askForToken(world, survivor, account)))
      await wait(Math.min(askEvery, end - Date.now()))
    }
    proxy.resume()
    await Promise.all(asked)
  }
  return { accounts, run }
}
