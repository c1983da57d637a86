import { useAuthSession } from '../../../composables/useAuthSession'
import { useProfile } from '../../../composables/useProfile'
import type { Profile } from '../../../composables/useProfile'

interface LoadedProfile {
  profile?: Profile
  error?: { code: string, message: string }
}

/** The profile for the page. It is loaded once, for the server and the browser. */
export function useLoadedProfile() {
  const { apiBasePath } = useRuntimeConfig().public.connect
  const { user } = useAuthSession()
  const { load, error } = useProfile()

  /** Returns errors as data, because Nuxt's errors would lose the code. */
  async function fetchProfile(): Promise<LoadedProfile> {
    const profile = await load()
    if (profile) return { profile }
    const { code, message } = error.value ?? { code: 'INTERNAL', message: '' }
    // A profile that was loaded before stays.
    return { profile: data.value?.profile, error: { code, message } }
  }

  // Only the browser has a session with a server on another origin.
  const { data, refresh, clear, status } = useAsyncData('connect-profile', fetchProfile, { lazy: true, server: !apiBasePath })
  // When another user signs in in another tab, nothing of the first one may be shown with the new name.
  watch(user, (now, before) => {
    if (!now || before === undefined || now.id === before?.id) return
    clear()
    void refresh()
  }, { flush: 'sync' })
  return {
    /** Undefined while it is not known. */
    profile: computed(() => data.value?.profile),
    error: computed(() => data.value?.error),
    loading: computed(() => status.value === 'pending'),
    refetch: () => refresh(),
  }
}
