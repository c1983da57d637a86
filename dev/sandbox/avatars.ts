import type { Reply } from './http'
import { escapeHtml, json } from './http'
import type { SandboxState } from './sandbox-state'

const HEADERS = {
  'content-type': 'image/svg+xml',
  'content-security-policy': 'default-src \'none\'',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'no-store',
}

/** Serves `/avatars/<platform>/<identity>.svg`: the first letter of the identity's id on a colour derived from it. */
export function avatar(path: string, state: SandboxState): Reply {
  const [, platform, id] = /^\/avatars\/([^/]+)\/([^/]+)\.svg$/.exec(path) ?? []
  const identity = state.platforms.get(platform ?? '')?.identities.get(id ?? '')
  if (!identity) return json(404, { error: 'No such picture in the sandbox' })

  const hue = [...`${platform}${identity.id}`].reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 0) % 360
  const initial = escapeHtml(identity.id.slice(0, 1).toUpperCase())
  return {
    status: 200,
    headers: { ...HEADERS },
    body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">`
      + `<rect width="64" height="64" rx="32" fill="hsl(${hue} 45% 38%)"/>`
      + `<text x="32" y="43" font-family="sans-serif" font-size="32" text-anchor="middle" fill="#fff">${initial}</text></svg>`,
  }
}
