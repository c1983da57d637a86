import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSandboxState, type SandboxState } from './sandbox-state'
import { createListener } from './server'

export { createSandboxClient, type Decision, type SandboxClient } from './client'
export type { Fault, FaultRule } from './faults'
export type { Identity, IdentityInput } from './identities'
export type { EndpointName } from './provider'
export { type Platform, platforms } from './registry'
export type { LoggedRequest, RequestFilter } from './request-log'
export type { SandboxState } from './sandbox-state'

/** Options of {@link startSandbox}. */
export interface SandboxOptions {
  /** @default 0, a free port */
  port?: number
}

/** A running sandbox. Everything it knows lives here; two of them share nothing. */
export interface Sandbox {
  /** Where it listens, without a trailing slash: `http://127.0.0.1:4010`. */
  url: string
  /** The same state that the control API reads and writes, for tests in the same process. */
  state: SandboxState
  /** Ends open connections and scripted delays, and stops listening. */
  close(): Promise<void>
}

/**
 * Starts simulators of every provider on one loopback port.
 *
 * The real `https://<host>/<path>` is simulated at `<url>/<host>/<path>`.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startSandbox({ port = 0 }: SandboxOptions = {}): Promise<Sandbox> {
  const state = createSandboxState()
  const stopping = new AbortController()
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Never another interface: what is issued here opens an account in the app under development.
    server.listen(port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', createListener(state, url, stopping.signal))

  return {
    url,
    state,
    close: () => new Promise((resolve, reject) => {
      stopping.abort()
      server.close(error => error ? reject(error) : resolve())
      server.closeAllConnections()
    }),
  }
}
