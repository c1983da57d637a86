import { readCallback, withoutCallback } from '../../client/callback'
import type { InlineNoticeProps } from '../../components/InlineNotice.vue'
import { useAccounts } from '../../composables/useAccounts'
import { useAuthSession } from '../../composables/useAuthSession'
import { useMessages } from '../../composables/useMessages'
import type { PlatformId } from '../../shared/platforms/registry'

/** The result of an OAuth redirect, for a person. */
export interface CallbackNotice {
  kind: InlineNoticeProps['kind']
  text: string
  /** The platform at which it failed, if that is known. */
  failedAt?: PlatformId
}

/** The result of the OAuth redirect that led to this page. It is removed from the address once the page is mounted. */
export function useCallbackNotice() {
  const route = useRoute()
  const router = useRouter()
  const messages = useMessages()
  const { accounts } = useAccounts()
  const { server } = useAuthSession()
  // Read once: the query is removed from the address.
  const { query } = route
  const isDismissed = shallowRef(false)

  const notice = computed((): CallbackNotice | undefined => {
    if (isDismissed.value) return undefined
    const { error, platform, connected } = readCallback(query, server.value, messages.value.linkErrors)
    if (error) return { kind: 'error', text: error, failedAt: platform }
    // Anyone can write an address that says so.
    if (connected && accounts.value?.[connected]?.length) return { kind: 'success', text: messages.value.connect.connected(server.value?.platforms[connected]?.name ?? '') }
    return undefined
  })

  onMounted(() => {
    const query = withoutCallback(route.query)
    if (Object.keys(query).length < Object.keys(route.query).length) router.replace({ query, hash: route.hash })
  })

  return {
    notice,
    /** Removes the notice. */
    dismiss() {
      isDismissed.value = true
    },
  }
}
