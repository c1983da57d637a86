import { askForToken, createPerson, createXAccounts } from '../accounts'
import { countLostGrants } from '../invariants'
import type { Scenario } from '../scenario'

const processes = 3
const callers = 50

/** Many callers in several processes ask for one expired token at once. The platform must be asked once. */
export const hammer = {
  name: 'hammer',
  title: 'Refresh hammer',
  dialects: ['sqlite', 'postgresql'],
  async run(world) {
    const { tally, sandbox, database, isShort, progress } = world
    const rounds = isShort ? 5 : 30
    tally.did = `${processes} processes × ${callers} callers × ${rounds} rounds`
    const instances = [await world.start()]
    while (instances.length < processes) instances.push(await world.start())
    const { userId } = await createPerson(instances[0]!)
    const [account] = await createXAccounts(world, userId, 1)

    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`)
      await database.expire([account!.id])
      const got = await Promise.all(instances.flatMap(instance => Array.from({ length: callers }, () => askForToken(world, instance, account!))))
      const tokens = new Set(got.map(({ token }) => token))
      if (tokens.size !== 1) tally.wrong.add('callers of one round got different tokens')
      const refreshes = sandbox.state.log.list({ platform: 'x', endpoint: 'refresh' }).length
      if (refreshes !== round) tally.wrong.add(`${refreshes} refreshes after ${round} rounds`)
    }
    await countLostGrants(world, [account!])
  },
} satisfies Scenario
