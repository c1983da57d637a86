/** Stored in the tab, because anyone could write it into an address. */
const key = 'connect-account-deleted'

/** Sets whether the next page says that the account was deleted. */
export function planGoodbye(isDue: boolean): void {
  withStorage((storage) => {
    if (isDue) storage.setItem(key, 'true')
    else storage.removeItem(key)
  })
}

/** Whether this page has to say that the account was deleted. True only once. */
export function takeGoodbye(): boolean {
  let isDue = false
  withStorage((storage) => {
    isDue = storage.getItem(key) !== null
    storage.removeItem(key)
  })
  return isDue
}

function withStorage(use: (storage: Storage) => void): void {
  try {
    use(sessionStorage)
  }
  catch {
    // The browser denies access to the storage. Then the message is not shown.
  }
}
