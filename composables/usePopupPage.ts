import { onMounted } from 'vue'
import { finishPopup, popupParameter } from '../client/popup'

/**
 * For the page on which a popup ends: sends the result to the page that opened
 * the popup, and closes the popup. It works without the plugin: the page that
 * opened the popup knows the platform's name and the messages.
 */
export function usePopupPage(): void {
  onMounted(() => {
    const query = new URLSearchParams(location.search)
    const id = query.get(popupParameter)
    if (id) finishPopup(id, { error: query.get('error') ?? undefined })
  })
}
