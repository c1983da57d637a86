import { parseArgs } from 'node:util'
import type { Dialect } from '../../../server/database/dialect'
import { count, readDialects } from '../options'
import type { Scenario } from './scenario'
import { scenarios } from './scenarios'

export interface ChaosOptions {
  isShort: boolean
  scenarios: readonly Scenario[]
  dialects: Dialect[]
  /** Rows that run at the same time. */
  lanes: number
  /** Whether to leave out rows that are in the results file already. */
  resume: boolean
  reuseBuild: boolean
  /** File that each row is written to when it ends. */
  results: string
}

const usage = `npm run chaos -- [options]

  --short           fewer rounds and shorter faults
  --only a,b        only these rows: ${scenarios.map(({ name }) => name).join(', ')}
  --dialect all     sqlite, postgresql or all
  --lanes n         rows at the same time, 1 or with --short 3
  --resume          leave out rows that the results file has already
  --results file    where results are kept, .data/chaos.json or .data/chaos-short.json
  --reuse-build     reuse the existing build
`

/** Reads the command line. `--help` and invalid options print the usage and exit. */
export function readChaosOptions(): ChaosOptions {
  try {
    const { values } = parseArgs({
      options: {
        'short': { type: 'boolean', default: false },
        'only': { type: 'string' },
        'lanes': { type: 'string' },
        'dialect': { type: 'string', default: 'all' },
        'resume': { type: 'boolean', default: false },
        'results': { type: 'string' },
        'reuse-build': { type: 'boolean', default: false },
        'help': { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    return {
      isShort: values.short,
      scenarios: values.only === undefined ? scenarios : values.only.split(',').map(find),
      dialects: readDialects(values.dialect),
      lanes: count('lanes', values.lanes ?? (values.short ? '3' : '1')),
      resume: values.resume,
      reuseBuild: values['reuse-build'],
      results: values.results ?? (values.short ? '.data/chaos-short.json' : '.data/chaos.json'),
    }
  }
  catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

function find(name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name)
  if (!found) throw new Error(`--only names "${name}", and there is no such row.`)
  return found
}
