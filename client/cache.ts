import { openDB } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { AccountsByPlatform, ServerPlatforms } from '../shared/account'
import type { SessionUser } from './session-user'

/** The last list of one user of one API. It holds no secret, since the account API sends none. */
export interface CachedAccounts {
  user: SessionUser
  accounts: AccountsByPlatform
  /** What the server offers, with the details that were loaded: enough to draw the list without a request. */
  server?: ServerPlatforms
  /** The version of the list, for `If-None-Match`. */
  etag?: string
  /** When the server last confirmed it, in milliseconds since 1970. */
  savedAt: number
}

/**
 * Storage for lists between visits. Implementations may fail: the client then
 * works without them, only slower.
 */
export interface AccountCache {
  /** The entry of the last user of this API. */
  read: (apiBase: string) => Promise<CachedAccounts | undefined>
  /** Replaces the entry of this API, whoever's it is. */
  write: (apiBase: string, entry: CachedAccounts) => Promise<void>
  /** Deletes the entry of this API. */
  clear: (apiBase: string) => Promise<void>
}

interface Schema extends DBSchema {
  accounts: { key: [apiBase: string, userId: string], value: CachedAccounts }
}

/** Increase it when the shape of an entry changes. Entries of other versions are dropped. */
export const cacheVersion = 2
export const cacheName = 'nuxt-better-auth-connect'
/** The longest entry that is kept, in characters of JSON, and the largest number of entries. */
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
      // A tab with a newer version of this library upgrades the database.
      blocking(_, __, event) {
        (event.target as IDBDatabase).close()
        forget()
      },
      terminated: forget,
    }).catch((error: Error) => {
      forget()
      // The database was made by a newer version of this library, and the app was rolled back.
      // The next `open` waits for the deletion.
      if (error.name === 'VersionError') indexedDB.deleteDatabase(cacheName)
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
