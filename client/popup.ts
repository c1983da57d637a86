import { ConnectError } from '../shared/connect-error'
import { clientError } from './errors'

/** The parameter by which a page knows that it is the end of a trip in a popup. */
export const popupParameter = 'connect_popup'

/** How a trip to a platform ended. */
export interface PopupResult {
  /** What went wrong, for a person. */
  error?: string
}

export interface PopupOptions {
  /** Path of the page on this origin where the popup ends, which has `usePopupPage()` in it. */
  path: string
  /** Milliseconds the user may take. @default 300000 */
  timeout?: number
}

/** Connecting in a popup. It is an option of its own so that apps without do not carry it. */
export interface PopupLinking {
  path: string
  /** @returns undefined when the browser blocks it */
  open: () => Popup | undefined
}

export interface Popup {
  /** The parameter's value: what only this trip's pages know. */
  id: string
  /** Sends the popup to the platform and waits for it to come back. @throws ConnectError `LINK_FAILED`, `POPUP_CLOSED` or `POPUP_TIMED_OUT` */
  visit: (url: string) => Promise<void>
  close: () => void
}

const checkEvery = 250
/** Milliseconds a message may take that was sent just before the popup closed. */
const grace = 500

const defaultTimeout = 5 * 60 * 1000

/**
 * Connects accounts in a popup, which keeps the state of the page. Where the
 * browser blocks it, they are connected by redirect.
 */
export function createPopupLinking({ path, timeout = defaultTimeout }: PopupOptions): PopupLinking {
  return { path, open: () => openPopup(timeout) }
}

/** Has to be called while the user's click is being handled: browsers block it otherwise. */
function openPopup(timeout: number): Popup | undefined {
  const width = 520
  const height = 720
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  const popup = open('about:blank', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`)
  if (!popup) return undefined
  // The platform must not get at this page. That works both ways: from here on the popup is closed
  // from here only as long as it shows a page of ours, and otherwise by whoever looks at it.
  popup.opener = null
  const id = crypto.randomUUID()
  return {
    id,
    close: () => popup.close(),
    visit: url => new Promise<void>((resolve, reject) => {
      // Only pages of this origin get to speak on it, and only the one that was given the id knows its name.
      const channel = new BroadcastChannel(channelName(id))
      let closedAt: number | undefined
      const deadline = Date.now() + timeout

      function end(settle: () => void): void {
        clearInterval(timer)
        channel.close()
        popup!.close()
        settle()
      }

      channel.onmessage = ({ data }: MessageEvent<PopupResult>) => end(() => data.error
        ? reject(new ConnectError('LINK_FAILED', { status: 0, message: data.error }))
        : resolve())
      const timer = setInterval(() => {
        if (popup.closed) closedAt ??= Date.now()
        if (closedAt && Date.now() - closedAt > grace) end(() => reject(clientError('POPUP_CLOSED')))
        else if (Date.now() > deadline) end(() => reject(clientError('POPUP_TIMED_OUT')))
      }, checkEvery)
      popup.location.replace(url)
    }),
  }
}

/**
 * Called by the page a popup ends on: hands the result to the page that opened
 * it, and closes the popup.
 */
export function finishPopup(id: string, result: PopupResult): void {
  const channel = new BroadcastChannel(channelName(id))
  channel.postMessage(result)
  channel.close()
  close()
}

function channelName(id: string): string {
  return `nuxt-better-auth-connect:popup:${id}`
}
