import { deleteDB, openDB } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { AccountsByPlatform } from '../shared/account'
import type { SessionUser } from './session-user'

/** What one user of one API last saw. It holds nothing secret, as the account API gives nothing secret away. */
export interface CachedAccounts {
  user: SessionUser
  accounts: AccountsByPlatform
  /** The version of the list, for `If-None-Match`. */
  etag?: string
  /** When the server last confirmed it, in milliseconds since 1970. */
  savedAt: number
}

/**
 * Where lists are kept between visits. Nothing but speed may depend on it, so
 * implementations may fail: the client carries on without.
 */
export interface AccountCache {
  /** What the last user of this API saw. */
  read: (apiBase: string) => Promise<CachedAccounts | undefined>
  /** Keeps it in place of whatever was kept for this API, of this or another user. */
  write: (apiBase: string, entry: CachedAccounts) => Promise<void>
  /** Forgets everything kept for this API. */
  clear: (apiBase: string) => Promise<void>
}

interface Schema extends DBSchema {
  accounts: { key: [apiBase: string, userId: string], value: CachedAccounts }
}

/** Raised whenever the shape of an entry changes: what was kept under another one is dropped. */
export const cacheVersion = 1
export const cacheName = 'nuxt-better-auth-connect'
/** Characters of JSON above which a list is not kept, and APIs whose lists are. */
const maxEntryLength = 500_000
const maxEntries = 10

/** A cache in IndexedDB, one entry for each API and user. */
export function createIndexedDbCache(): AccountCache {
  let database: Promise<IDBPDatabase<Schema>> | undefined

  function open(): Promise<IDBPDatabase<Schema>> {
    return database ??= openDB<Schema>(cacheName, cacheVersion, {
      upgrade(db) {
        for (const store of db.objectStoreNames) db.deleteObjectStore(store)
        db.createObjectStore('accounts')
      },
      // A tab with a newer version wants to upgrade.
      blocking(_, __, event) {
        (event.target as IDBDatabase).close()
        forget()
      },
      terminated: forget,
    }).catch(async (error: Error) => {
      forget()
      // Made by a newer version of this library, which the app went back from.
      if (error.name === 'VersionError') await deleteDB(cacheName)
      throw error
    })
  }

  function forget() {
    database = undefined
  }

  const ofApi = (apiBase: string) => IDBKeyRange.bound([apiBase], [apiBase, []])

  return {
    read: async apiBase => (await open()).get('accounts', ofApi(apiBase)),
    async write(apiBase, entry) {
      if (JSON.stringify(entry).length > maxEntryLength) return this.clear(apiBase)
      const { store, done } = (await open()).transaction('accounts', 'readwrite')
      await store.delete(ofApi(apiBase))
      if (await store.count() >= maxEntries) await store.clear()
      await store.put(entry, [apiBase, entry.user.id])
      await done
    },
    clear: async apiBase => (await open()).delete('accounts', ofApi(apiBase)),
  }
}
