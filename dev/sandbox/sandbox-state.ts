import { FaultList } from './faults'
import { IdentityStore } from './identities'
import { ProviderState } from './provider-state'
import { type Platform, platforms, providers } from './registry'
import { RequestLog } from './request-log'

/** Everything a running sandbox remembers. */
export interface SandboxState {
  identities: Record<Platform, IdentityStore>
  providers: Record<Platform, ProviderState>
  faults: FaultList
  log: RequestLog
  /** Clears grants, keys, faults, log, lifetimes and added identities. */
  reset(): void
  /** Every secret issued or used since the last reset, of all platforms. */
  secrets(): string[]
}

/** A fresh state: default identities, no grants. */
export function createSandboxState(): SandboxState {
  const identities = mapPlatforms(platform => new IdentityStore(providers[platform].identities, providers[platform].createAccountId))
  const states = mapPlatforms(platform => new ProviderState(platform, providers[platform]))
  const faults = new FaultList()
  const log = new RequestLog()
  return {
    identities,
    providers: states,
    faults,
    log,
    reset() {
      for (const platform of platforms) {
        identities[platform].reset()
        states[platform].reset()
      }
      faults.clear()
      log.clear()
    },
    secrets: () => platforms.flatMap(platform => states[platform].secrets()),
  }
}

function mapPlatforms<T>(create: (platform: Platform) => T): Record<Platform, T> {
  return Object.fromEntries(platforms.map(platform => [platform, create(platform)])) as Record<Platform, T>
}
