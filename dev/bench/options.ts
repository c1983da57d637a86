import { parseArgs } from 'node:util'
import type { Dialect } from '../../server/database/dialect'

export interface BenchOptions {
  /** Accounts the measured user has. */
  accounts: number
  /** Other users in the database, so that indexes matter. */
  users: number
  connections: number
  /** Rounds that count. In each, every route has its turn. */
  rounds: number
  /** Seconds of each turn. */
  seconds: number
  dialects: Dialect[]
  /** Whether the server is kept on one core, where that can be done. */
  pin: boolean
  /** Whether to take the build that is there. */
  reuseBuild: boolean
}

const usage = `npm run bench -- [options]

  --accounts 25     accounts listed
  --users 1000      other users in the database
  --connections 20  connections of the load generator
  --rounds 5        rounds that count, after one that does not
  --seconds 3       seconds of each route in each round
  --dialect all     sqlite, postgresql or all
  --no-pin          do not keep the server on one core
  --reuse-build     take the build that is there
  --quick           one round of one second: does it all still work?
`

/** Reads the command line. `--help` and mistakes end the process with the usage. */
export function readOptions(): BenchOptions {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        'accounts': { type: 'string', default: '25' },
        'users': { type: 'string', default: '1000' },
        'connections': { type: 'string', default: '20' },
        'rounds': { type: 'string' },
        'seconds': { type: 'string' },
        'dialect': { type: 'string', default: 'all' },
        'pin': { type: 'boolean', default: true },
        'reuse-build': { type: 'boolean', default: false },
        'quick': { type: 'boolean', default: false },
        'help': { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    return {
      accounts: count('accounts', values.accounts),
      users: count('users', values.users, 0),
      connections: count('connections', values.connections),
      rounds: count('rounds', values.rounds ?? (values.quick ? '1' : '5')),
      seconds: count('seconds', values.seconds ?? (values.quick ? '1' : '3')),
      dialects: readDialects(values.dialect),
      pin: values.pin,
      reuseBuild: values['reuse-build'],
    }
  }
  catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

function count(name: string, value: string, least = 1): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a whole number, ${least} or more.`)
  return number
}

function readDialects(value: string): Dialect[] {
  if (value === 'all') return ['sqlite', 'postgresql']
  if (value === 'sqlite' || value === 'postgresql') return [value]
  throw new Error('--dialect takes sqlite, postgresql or all.')
}
