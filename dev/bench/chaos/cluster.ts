import postgres from 'postgres'
import { startPostgres } from '../../../tests/setup/postgres'
import type { PostgresServer } from '../../../tests/setup/postgres'

/** Connections that the cluster takes. Few, so that a row can use them up. */
export const maxConnections = 70

/** A PostgreSQL server for one row. Its own URL is that of a superuser, who has connections left when all others are taken. */
export interface Cluster extends PostgresServer {
  /** Creates a database and its owner, who is no superuser. @returns the owner's URL */
  createDatabase(name: string): Promise<URL>
}

export async function startCluster(): Promise<Cluster> {
  const server = await startPostgres({ maxConnections })
  return {
    ...server,
    async createDatabase(name) {
      const admin = postgres(server.url, { max: 1, onnotice: () => {} })
      await admin.unsafe(`create role ${name} login password '${name}'`)
      await admin.unsafe(`create database ${name} owner ${name}`)
      await admin.end()
      return Object.assign(new URL(server.url), { username: name, password: name, pathname: `/${name}` })
    },
  }
}
