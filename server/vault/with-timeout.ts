/**
 * Waits for `work` for a limited time. The work continues after that, and its errors
 * are ignored then.
 *
 * @param timeout milliseconds
 * @param onTimeout its result or error is that of the wait after the timeout
 */
export async function withTimeout<T>(work: Promise<T>, timeout: number, onTimeout: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout)
  }).then(onTimeout)
  try {
    return await Promise.race([work, late])
  }
  finally {
    clearTimeout(timer)
  }
}
