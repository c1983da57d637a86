import type { Dialect } from '../dialect'

/** A column that a later text of a migration has and an earlier text did not have. */
export interface AddedColumn {
  table: string
  column: string
  type: string
}

/** An earlier text of a migration, and what a database made by it lacks. */
export interface EarlierText {
  hash: string
  /** When drizzle-kit generated it, in ms since 1970: the key of drizzle-kit's own journal. */
  when: number
  missing: AddedColumn[]
}

export interface Release {
  hash: string
  earlier?: EarlierText[]
}

/**
 * Every migration that has landed, by name. A test compares this list with the
 * files: add a line with each new migration, and never change a line. The first
 * migration was once rewritten; databases made by its earlier text get the
 * columns they lack.
 */
export const released: Record<Dialect, Record<string, Release>> = {
  sqlite: {
    '0000_initial_schema': {
      hash: '8b1f10eaa66913de7be3821ef676d1684a6d2057f8bf7c0fde1f6c82e0254536',
      earlier: [{
        hash: '90caf971ee071b0b91086b92cfc3e25c0caaab58949e31c932d0c8d47bf2a05d',
        when: 1795437815359,
        missing: refreshColumns('integer'),
      }],
    },
    '0001_platform_hosts': { hash: '033327b656fe44f5afebc2080f117e25f9e85c618abda6ed5811807df764390b' },
    '0002_renewal_marks': { hash: '1eb40ba48a37f0aeb8aee2f3da8f52ca5906b92de2e1b61da2bb20988e98ffc8' },
  },
  postgresql: {
    '0000_initial_schema': {
      hash: '3284a99dd9b8f32a0d1fe9fc2e4a33601a63c7995bca2a4ffa7f3a06549565f5',
      earlier: [{
        hash: 'ccaf7085423cbe35225966efaab361d909161fd4b75f6b3827a5028248ecbc13',
        when: 1795437816264,
        missing: refreshColumns('timestamp with time zone'),
      }],
    },
    '0001_platform_hosts': { hash: '271bd9427e5fe21311744058713df27eb72b99dad22e0b74b40d22d5cd6cc5ff' },
    '0002_renewal_marks': { hash: 'a6f4f49d7386b18650796801fd579d395d52ee53c7b8eded7ac01876dfe9c7cb' },
  },
}

function refreshColumns(timestamp: string): AddedColumn[] {
  const types = {
    reconnectReason: 'text',
    reconnectSince: timestamp,
    leaseHolder: 'text',
    leaseUntil: timestamp,
    refreshedAt: timestamp,
    refreshFailedAt: timestamp,
    refreshNotBefore: timestamp,
  }
  return Object.entries(types).map(([column, type]) => ({ table: 'connection', column, type }))
}
