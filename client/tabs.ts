/** What tabs broadcast: the list changed, the session changed, or the user signed out. */
export type TabMessage = 'accounts' | 'session' | 'signed-out'

/**
 * Connects this tab to others of this origin that use the same API. They
 * exchange notifications, never data.
 *
 * @returns undefined where there is no BroadcastChannel
 */
export function joinTabs(apiBase: string, onBroadcast: (message: TabMessage) => void): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  const channel = new BroadcastChannel(`nuxt-better-auth-connect:${apiBase}`)
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onBroadcast(data)
  return channel
}
