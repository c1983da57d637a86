import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type PlatformDefinition, platforms as ours } from '../../shared/platforms'
import { createSandboxState, type SandboxState } from './sandbox-state'
import { createListener } from './server'

export { createSandboxClient, type Decision, type SandboxClient } from './client'
export type { Credentials } from './credentials'
export type { Fault, FaultRule } from './faults'
export type { Identity, IdentityInput } from './identities'
export type { EndpointName } from './provider'
export type { LoggedRequest, RequestFilter } from './request-log'
export type { SandboxState, SimulatedPlatform } from './sandbox-state'

/** Options of {@link startSandbox}. */
export interface SandboxOptions {
  /** @default 0, a free port */
  port?: number
  /** The platforms to simulate. @default all built-in platforms */
  platforms?: readonly PlatformDefinition[]
}

/** A running sandbox. Sandboxes share no state. */
export interface Sandbox {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:4010`. */
  url: string
  /** The state behind the control API, for tests in the same process. */
  state: SandboxState
  /** Closes all connections, ends simulated delays, and stops listening. */
  close(): Promise<void>
}

/**
 * Starts simulators of platforms on one loopback port. Most are derived from the
 * definitions. A platform has no simulator if its definition has too little data.
 *
 * The real `https://<host>/<path>` is simulated at `<url>/<host>/<path>`.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startSandbox({ port = 0, platforms = Object.values(ours) }: SandboxOptions = {}): Promise<Sandbox> {
  const state = createSandboxState(platforms)
  const stopping = new AbortController()
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Loopback only: with tokens from here, anyone could sign in to the app under development.
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
