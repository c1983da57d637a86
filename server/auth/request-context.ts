import { AsyncLocalStorage } from 'node:async_hooks'
import type { PlatformId } from '../../shared/platforms/registry'
import type { PlatformProfile } from '../platforms/connector'

/** Data about the account that a request to Better Auth connects or signs in with. */
export interface RequestContext {
  connecting?: {
    platform: PlatformId
    profile: PlatformProfile
    /** The scopes of the new token. Better Auth would add them to all earlier scopes, although the new token replaces the old one. */
    scopes: string[]
    host?: string
  }
  /** The account that was connected. */
  connected?: { userId: string, platform: PlatformId }
}

const storage = new AsyncLocalStorage<RequestContext>()

/** Runs a request to Better Auth with a context that its hooks and providers share. */
export function withRequestContext<T>(run: () => Promise<T>): Promise<T> {
  return storage.run({}, run)
}

/** The context of the current request. Undefined outside of {@link withRequestContext}. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore()
}
