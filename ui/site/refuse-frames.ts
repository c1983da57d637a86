import { getResponseHeader, setResponseHeader } from 'h3'

/**
 * Prevents other sites from showing the page in a frame (clickjacking). It is set
 * per page rather than by path, because the router matches paths case-insensitively
 * and with a trailing slash. Headers of the app take precedence. For
 * `definePageMeta`, where it also covers redirects, or the setup of a component.
 */
export function refuseFrames(): void {
  const event = useRequestEvent()
  if (!event) return
  const policy = String(getResponseHeader(event, 'content-security-policy') ?? '')
  if (!policy.includes('frame-ancestors')) {
    setResponseHeader(event, 'content-security-policy', [policy, 'frame-ancestors \'none\''].filter(Boolean).join('; '))
    setResponseHeader(event, 'x-frame-options', 'DENY')
  }
  if (!getResponseHeader(event, 'referrer-policy')) setResponseHeader(event, 'referrer-policy', 'strict-origin-when-cross-origin')
}
