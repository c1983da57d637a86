import { describe, expect, it, vi } from 'vitest'
import { openSqliteFile } from '../../server/database/sqlite'

describe('Embedded SQLite', () => {
  it('says which Node it needs under one that it would crash', () => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '20.20.2' } })
    expect(() => openSqliteFile(':memory:')).toThrow('Embedded SQLite needs Node 22 or newer, and this is Node 20.20.2.')
    vi.unstubAllGlobals()
  })
})
