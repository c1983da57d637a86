import { onMounted } from 'vue'
import { readCallback } from '../client/callback'
import { finishPopup, popupParameter } from '../client/popup'
import { useMessages } from './useMessages'

/** Makes a page the end of the trip in a popup: it hands over how it went, and closes. */
export function usePopupPage(): void {
  const messages = useMessages()
  onMounted(() => {
    const query = Object.fromEntries(new URLSearchParams(location.search))
    const id = query[popupParameter]
    if (id) finishPopup(id, { error: readCallback(query, messages.value.linkErrors).error })
  })
}
