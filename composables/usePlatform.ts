import { computed, toValue, watch } from 'vue'
import type { ComputedRef, MaybeRefOrGetter } from 'vue'
import type { PlatformDetails, PlatformOffer, ServerPlatforms } from '../shared/account'
import type { PlatformId } from '../shared/platforms/registry'
import { beforeServerRender } from './before-server-render'
import { useConnect } from './useConnect'
import { useMessages } from './useMessages'

/** A platform as components show it. */
export interface Platform<Id extends PlatformId = PlatformId> extends Omit<PlatformOffer, 'details'> {
  id: Id
  /** Icon, permissions, features and credentials, with texts in the language of the messages; undefined while they are loaded. */
  details?: Omit<PlatformDetails, 'texts'>
}

export interface UsePlatformOptions {
  /** Whether to load the details. @default true */
  details?: boolean
}

/**
 * What the server offers of a platform. The details are loaded by one request
 * for all components that need some.
 *
 * @returns undefined while it is not known; null if the server does not offer the platform
 */
export function usePlatform<Id extends PlatformId>(platform: MaybeRefOrGetter<Id>, { details = true }: UsePlatformOptions = {}): ComputedRef<Platform<Id> | null | undefined> {
  const { state } = useConnect()
  const messages = useMessages()
  if (details) useDetails(() => [toValue(platform)])
  return computed(() => {
    const { server } = state.value
    return server && platformIn(server, toValue(platform), messages.value.locale)
  })
}

/** All platforms the server offers, in its order. The details of those in `details` are loaded. @returns undefined while they are not known */
export function usePlatforms(details?: (platforms: readonly Platform[]) => readonly Platform[]): ComputedRef<Platform[] | undefined> {
  const { state } = useConnect()
  const messages = useMessages()
  const all = computed(() => {
    const { server } = state.value
    return server && (Object.keys(server.platforms) as PlatformId[]).map(id => platformIn(server, id, messages.value.locale)!)
  })
  if (details) useDetails(() => details(all.value ?? []).map(({ id }) => id))
  return all
}

function useDetails(ids: () => readonly PlatformId[]): void {
  const { client, options } = useConnect()
  beforeServerRender(() => options.fetch && client.needPlatforms(ids()))
  // By value: every change of the state makes a new array, and must not repeat a request that failed.
  if (typeof window !== 'undefined') watch(() => ids().join(), () => void client.needPlatforms(ids()), { immediate: true })
}

function platformIn<Id extends PlatformId>(server: ServerPlatforms, id: Id, locale: string): Platform<Id> | null {
  const offer: PlatformOffer | undefined = Object.hasOwn(server.platforms, id) ? server.platforms[id] : undefined
  return offer ? { ...offer, id, details: offer.details && inLanguage(offer.details, locale) } : null
}

function inLanguage({ texts = {}, ...details }: PlatformDetails, locale: string): Omit<PlatformDetails, 'texts'> {
  const found = texts[locale] ?? texts[locale.replace(/-.*/, '')]
  return found
    ? {
        ...details,
        features: found.features,
        permissions: details.permissions.map(permission => ({ ...permission, ...found.permissions?.[permission.scope] })),
        credentials: details.credentials.map(credential => ({ ...credential, ...found.credentials?.[credential.name] })),
      }
    : details
}
