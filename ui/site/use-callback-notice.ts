import { readCallback, withoutCallback } from '../../client/callback'
import type { InlineNoticeProps } from '../../components/InlineNotice.vue'
import { useAccounts } from '../../composables/useAccounts'
import { useMessages } from '../../composables/useMessages'
import { platforms } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'

/** How a trip to a platform ended. */
export interface CallbackNotice {
  kind: InlineNoticeProps['kind']
  text: string
  /** Where it went wrong, if it did and that is known. */
  failedAt?: PlatformId
}

/** What to tell of the trip to a platform that led back to this page. It is gone from the address once the page is there. */
export function useCallbackNotice() {
  const route = useRoute()
  const router = useRouter()
  const messages = useMessages()
  const { accounts } = useAccounts()
  const { error, platform, connected } = readCallback(route.query, messages.value.linkErrors)
  const isNews = shallowRef(true)

  const notice = computed((): CallbackNotice | undefined => {
    if (!isNews.value) return undefined
    if (error) return { kind: 'error', text: error, failedAt: platform }
    // Anyone can write an address that says so.
    if (connected && accounts.value?.[connected].length) return { kind: 'success', text: messages.value.connect.connected(platforms[connected].name) }
    return undefined
  })

  onMounted(() => {
    const query = withoutCallback(route.query)
    if (Object.keys(query).length < Object.keys(route.query).length) router.replace({ query, hash: route.hash })
  })

  return {
    notice,
    /** It is no longer news. */
    dismiss() {
      isNews.value = false
    },
  }
}
