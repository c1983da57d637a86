import { parseArgs } from 'node:util'
import type { Dialect } from '../../server/database/dialect'

export interface BenchOptions {
  /** Number of accounts of the measured user. */
  accounts: number
  /** Number of other users in the database, so that indexes matter. */
  users: number
  connections: number
  /** Number of measured rounds. Each round runs every route once. */
  rounds: number
  /** Duration of each run in seconds. */
  seconds: number
  dialects: Dialect[]
  /** Whether to pin the server to one core, if the system supports it. */
  pin: boolean
  /** Whether to reuse the existing build. */
  reuseBuild: boolean
}

const usage = `npm run bench -- [options]

  --accounts 25     accounts listed
  --users 1000      other users in the database
  --connections 20  connections of the load generator
  --rounds 5        measured rounds, after one to warm up
  --seconds 3       seconds of each route in each round
  --dialect all     sqlite, postgresql or all
  --no-pin          do not pin the server to one core
  --reuse-build     reuse the existing build
  --quick           one round of one second, to check that the benchmark works
`

/** Reads the command line. `--help` and invalid options print the usage and exit. */
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

/** @throws Error unless the value of an option is a whole number, `least` or more */
export function count(name: string, value: string, least = 1): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a whole number, ${least} or more.`)
  return number
}

/** @throws Error for a name that is no dialect */
export function readDialects(value: string): Dialect[] {
  if (value === 'all') return ['sqlite', 'postgresql']
  if (value === 'sqlite' || value === 'postgresql') return [value]
  throw new Error('--dialect takes sqlite, postgresql or all.')
}
