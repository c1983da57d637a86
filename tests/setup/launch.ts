import chromium from '@sparticuz/chromium'
import type { LaunchOptions } from 'playwright-core'

/**
 * How a real headless Chromium is launched, brought by npm: nothing has to be
 * installed for it. The package's own arguments are left out: they put everything
 * into one process, which ends with its first context, and switch web security
 * off, CORS and all.
 */
export async function launchOptions(): Promise<LaunchOptions> {
  return {
    executablePath: await chromium.executablePath(),
    // A page that a test serves itself counts as one from the internet, which may not call this machine otherwise.
    args: ['--no-sandbox', '--disable-gpu', '--disable-features=LocalNetworkAccessChecks'],
  }
}
