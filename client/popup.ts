import { ConnectError } from '../shared/connect-error'
import { describeLinkError } from '../shared/link-errors'
import type { LinkErrorTexts } from '../shared/link-errors'

/** Query parameter of the page on which a popup ends. */
export const popupParameter = 'connect_popup'

/** The result of connecting in a popup. */
export interface PopupResult {
  /** The `?error=` code, if connecting failed. */
  error?: string
}

export interface PopupOptions {
  /** Path of the page on this origin where the popup ends. That page calls `usePopupPage()`. */
  path: string
  /** Milliseconds until connecting fails. @default 300000 */
  timeout?: number
}

/** Connecting in a popup. It is a separate option, so that it is not in the bundle of apps without popups. */
export interface PopupLinking {
  path: string
  /** Opens an empty popup. @returns undefined when the browser blocks it */
  open: () => Popup | undefined
}

export interface Popup {
  /** The parameter's value, which only this page and the popup know. */
  id: string
  /**
   * Opens the platform in the popup and waits until the account is connected.
   *
   * @param platform its name is in the message of an error
   * @param messages the texts of errors, in another language than English
   * @throws ConnectError `LINK_FAILED`, `POPUP_CLOSED` or `POPUP_TIMED_OUT`
   */
  visit: (url: string, platform?: { name: string }, messages?: { linkErrors?: LinkErrorTexts }) => Promise<void>
  close: () => void
}

const checkEvery = 250
/** Milliseconds a message may take that is sent just before the popup closes. */
const grace = 500

const defaultTimeout = 5 * 60 * 1000

/**
 * Connects accounts in a popup, so that the page keeps its state. Where the
 * browser blocks the popup, the page redirects.
 */
export function createPopupLinking({ path, timeout = defaultTimeout }: PopupOptions): PopupLinking {
  return { path, open: () => openPopup(timeout) }
}

/** Call it while the user's click is handled. Otherwise browsers block the popup. */
function openPopup(timeout: number): Popup | undefined {
  const width = 520
  const height = 720
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  const popup = open('about:blank', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`)
  if (!popup) return undefined
  // The platform must not reach this page. In return, this page can close the popup only while the
  // popup shows a page of this origin.
  popup.opener = null
  const id = crypto.randomUUID()
  return {
    id,
    close: () => popup.close(),
    visit: (url, platform, messages) => new Promise<void>((resolve, reject) => {
      // Only pages of this origin can use the channel, and only the popup knows its name.
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
        ? reject(popupError('LINK_FAILED', describeLinkError(data.error, platform?.name, messages?.linkErrors)))
        : resolve())
      const timer = setInterval(() => {
        if (popup.closed) closedAt ??= Date.now()
        if (closedAt && Date.now() - closedAt > grace) end(() => reject(popupError('POPUP_CLOSED', 'The window was closed before the account was connected.')))
        else if (Date.now() > deadline) end(() => reject(popupError('POPUP_TIMED_OUT', 'Connecting took too long. Try again.')))
      }, checkEvery)
      popup.location.replace(url)
    }),
  }
}

/**
 * For the page on which the popup ends: sends the result to the page that opened
 * the popup, and closes the popup.
 */
export function finishPopup(id: string, result: PopupResult): void {
  const channel = new BroadcastChannel(channelName(id))
  channel.postMessage(result)
  channel.close()
  close()
}

function popupError(code: 'LINK_FAILED' | 'POPUP_CLOSED' | 'POPUP_TIMED_OUT', message: string): ConnectError {
  return new ConnectError(code, { status: 0, message })
}

function channelName(id: string): string {
  return `nuxt-better-auth-connect:popup:${id}`
}
