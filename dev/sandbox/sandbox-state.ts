import type { PlatformDefinition } from '../../shared/platforms'
import { FaultList } from './faults'
import { IdentityStore } from './identities'
import type { ProviderDefinition } from './provider'
import { ProviderState } from './provider-state'
import { RequestLog } from './request-log'
import { simulatorOf } from './simulator-of'

/** One platform in a running sandbox. */
export interface SimulatedPlatform {
  definition: PlatformDefinition
  simulator: ProviderDefinition
  identities: IdentityStore
  state: ProviderState
}

/** The state of a running sandbox. */
export interface SandboxState {
  /** The simulated platforms by id. */
  platforms: ReadonlyMap<string, SimulatedPlatform>
  faults: FaultList
  log: RequestLog
  /** Clears grants, keys, faults, log, lifetimes and added identities. */
  reset(): void
  /** Lists every secret of all platforms that was issued or used since the last reset. */
  secrets(): string[]
}

/** Creates the initial state: predefined identities, no grants. */
export function createSandboxState(definitions: readonly PlatformDefinition[]): SandboxState {
  const platforms = new Map<string, SimulatedPlatform>()
  for (const definition of definitions) {
    const simulator = simulatorOf(definition)
    if (!simulator) continue
    platforms.set(definition.id, {
      definition,
      simulator,
      identities: new IdentityStore(simulator.identities, simulator.createAccountId),
      state: new ProviderState(definition, simulator.identities),
    })
  }
  const faults = new FaultList()
  const log = new RequestLog()
  return {
    platforms,
    faults,
    log,
    reset() {
      for (const { identities, state } of platforms.values()) {
        identities.reset()
        state.reset()
      }
      faults.clear()
      log.clear()
    },
    secrets: () => [...platforms.values()].flatMap(({ state }) => state.secrets()),
  }
}
