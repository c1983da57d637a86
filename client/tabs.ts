/** What tabs tell each other: that the list changed, or that someone signed in or out. */
export type TabMessage = 'accounts' | 'session' | 'signed-out'

export interface Tabs {
  tell: (message: TabMessage) => void
  close: () => void
}

/** Connects this tab to the others of this origin that use the same API. They exchange hints, never data. */
export function joinTabs(apiBase: string, hear: (message: TabMessage) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { tell() {}, close() {} }
  const channel = new BroadcastChannel(`nuxt-better-auth-connect:${apiBase}`)
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => hear(data)
  return { tell: message => channel.postMessage(message), close: () => channel.close() }
}
