/** In the tab's memory rather than in an address, which anyone could write. */
const key = 'connect-account-deleted'

/** Has the next page say that the account is deleted, or no longer. */
export function planFarewell(isDue: boolean): void {
  withStorage((storage) => {
    if (isDue) storage.setItem(key, 'true')
    else storage.removeItem(key)
  })
}

/** Whether it is for this page to say so, which it is once. */
export function takeFarewell(): boolean {
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
    // Browsers may refuse it, and then nothing is said.
  }
}
