import { toConnectError } from '../../../client/errors'
import { useAuthSession } from '../../../composables/useAuthSession'
import { useProfile } from '../../../composables/useProfile'
import type { Profile } from '../../../composables/useProfile'

interface LoadedProfile {
  profile?: Profile
  error?: { code: string, message: string }
}

/** The profile as the page shows it, asked for once for the server and the browser alike; or why it is not there. */
export function useLoadedProfile() {
  const { apiBasePath } = useRuntimeConfig().public.connect
  const { user } = useAuthSession()
  const { load } = useProfile()
  // Errors travel as data: as errors of Nuxt's own they would lose their code.
  const ask = (): Promise<LoadedProfile> => load().then(
    (profile): LoadedProfile => ({ profile }),
    (thrown: unknown): LoadedProfile => {
      const { code, message } = toConnectError(thrown)
      // What was there stays.
      return { profile: data.value?.profile, error: { code, message } }
    },
  )
  // Of a session with another server only the browser knows.
  const { data, refresh, clear, status } = useAsyncData('connect-profile', ask, { lazy: true, server: !apiBasePath })
  // Somebody else has signed in, in another tab: nothing of the one before may stand beside their name.
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
    refresh: () => refresh(),
  }
}
