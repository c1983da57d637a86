import { setTimeout as wait } from 'node:timers/promises'
import { askForToken, createPerson, createXAccounts } from '../accounts'
import type { XAccount } from '../accounts'
import { startGate } from '../gate'
import type { Gate, Renewal } from '../gate'
import { countLostGrants, recover } from '../invariants'
import { killAfter, prefer } from '../kill'
import type { Scenario } from '../scenario'
import type { World } from '../world'

/** Renewals under way at each kill. */
const renewalsPerKill = 8
/** Renewals of each process before those. */
const warmUpRenewals = 4
/** Milliseconds before the kill in which the answers are sent. */
const lastAnswers = 50
/** Answers that were read less than these milliseconds before the kill are not counted as lost: no process can keep them. */
const youngest = 1

/** At which moment of a renewal the process is killed. */
type Moment = 'before' | 'during' | 'after'

const killsOf: Record<Moment, { short: number, long: number }> = {
  before: { short: 1, long: 10 },
  during: { short: 1, long: 10 },
  after: { short: 3, long: 50 },
}

function killed(moment: Moment, title: string): Scenario {
  return {
    name: `killed-${moment}`,
    title,
    dialects: ['sqlite', 'postgresql'],
    run: world => killRenewals(world, moment),
  }
}

export const killedBefore = killed('before', 'Killed before the platform is asked')
export const killedDuring = killed('during', 'Killed before the platform\'s answer is sent')
export const killedAfter = killed('after', `Killed up to ${lastAnswers} ms after the answer`)

async function killRenewals(world: World, moment: Moment): Promise<void> {
  const { tally, isShort, sandbox, database, progress } = world
  const kills = killsOf[moment][isShort ? 'short' : 'long']
  tally.did = `${kills} kills × ${renewalsPerKill} renewals`
  const gate = await startGate(sandbox.url)
  try {
    const victim = await world.start({ SANDBOX_URL: gate.url })
    const survivor = await world.start()
    const { userId } = await createPerson(survivor)
    const accounts = await createXAccounts(world, userId, kills * renewalsPerKill)
    const warmUp = await createXAccounts(world, userId, warmUpRenewals)
    const platform = sandbox.state.platforms.get('x')!.state
    const accountOf = ({ refreshToken }: Renewal) => accounts.find(({ identity }) => identity === platform.identityOf(refreshToken))!
    const tooLate = new Set<XAccount>()
    const ages = new Map<XAccount, number>()
    const asked: Promise<unknown>[] = []

    for (let kill = 0; kill < kills; kill++) {
      progress(`kill ${kill + 1} of ${kills}`)
      const batch = accounts.slice(kill * renewalsPerKill, (kill + 1) * renewalsPerKill)
      // The first renewals of a process are slower than all others.
      await database.expire(warmUp.map(({ id }) => id))
      await Promise.all(warmUp.map(account => askForToken(world, victim, account)))
      const letGo = holdRenewals(gate, moment, batch.length)
      prefer(victim)
      asked.push(...batch.map(account => askForToken(world, victim, account)))
      await letGo
      const read = await killAfter(moment === 'after' ? lastAnswers : Math.random() * lastAnswers, victim, gate.renewals)
      for (const [renewal, age] of moment === 'before' ? [] : read) {
        if (age !== undefined) ages.set(accountOf(renewal), age)
        if (age === undefined || age < youngest) tooLate.add(accountOf(renewal))
      }
      // Callers of the other instance need the same accounts at once. They wait, so the row goes on without them.
      asked.push(...batch.map(account => askForToken(world, survivor, account, { allows: tooLate.has(account) ? [409] : [] })))
      gate.beforeAsking = gate.beforeAnswering = undefined
      await victim.start()
    }
    progress('waiting for all callers')
    await Promise.all(asked)
    await recover(world)
    const lost = await countLostGrants(world, accounts, account => tooLate.has(account))
    if (moment === 'after') tally.notes.push(describeAges(ages, lost))
  }
  finally {
    await gate.close()
  }
}

/**
 * Holds all renewals of one kill, before or after the platform replaced the token. For
 * kills after the answer, the answers are sent one by one when all are held. Otherwise
 * they are held for ever: the connections end with the process.
 *
 * @returns resolves when all are held, or most after a while
 */
function holdRenewals(gate: Gate, moment: Moment, count: number): Promise<unknown> {
  gate.renewals.length = 0
  const letGo = Promise.withResolvers<unknown>()
  const timer = setTimeout(() => letGo.resolve(undefined), 5000)
  let held = 0
  async function hold(): Promise<unknown> {
    if (++held === count) letGo.resolve(undefined)
    await (moment === 'after' ? letGo.promise : new Promise(() => {}))
    return wait(Math.random() * lastAnswers)
  }
  gate.beforeAsking = moment === 'before' ? hold : undefined
  gate.beforeAnswering = moment === 'before' ? undefined : hold
  return letGo.promise.finally(() => clearTimeout(timer))
}

/** Says how long before the kill answers were read, and how many of them were lost. */
function describeAges(ages: Map<XAccount, number>, lost: XAccount[]): string {
  const steps = [youngest, 5, 10, 20, lastAnswers, Infinity]
  const groups = steps.map((to, index) => {
    const from = steps[index - 1] ?? 0
    const within = [...ages].filter(([, age]) => age >= from && age < to)
    return within.length > 0 && `${from}${to === Infinity ? ' or more' : `–${to}`} ms: ${within.filter(([account]) => lost.includes(account)).length} of ${within.length}`
  })
  return `Lost by the time from the moment at which the process had read the answer to its kill: ${groups.filter(Boolean).join(', ')}.`
}
