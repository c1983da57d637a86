import { getResponseHeader, setResponseHeader } from 'h3'

/**
 * Keeps the page out of frames of others, who could have people click in it blindly.
 * It goes with what is rendered rather than with a path, which the router takes in
 * any case and with a slash at its end. What the app says itself goes first. For
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
