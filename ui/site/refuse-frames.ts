import { getResponseHeader, setResponseHeader } from 'h3'

/** Browser features that our pages do not use. */
const unusedFeatures = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'].map(feature => `${feature}=()`).join(', ')

/**
 * Protects the page: other sites cannot show it in a frame (clickjacking), windows of
 * other sites have no reference to it, and scripts cannot use the camera or the like. It is set
 * per page rather than by path, because the router matches paths case-insensitively
 * and with a trailing slash. Headers of the app take precedence. For
 * `definePageMeta`, where it also covers redirects, or the setup of a component.
 */
export function refuseFrames(): void {
  const event = useRequestEvent()
  if (!event) return
  refuseFramesOfPopup()
  if (!getResponseHeader(event, 'cross-origin-opener-policy')) setResponseHeader(event, 'cross-origin-opener-policy', 'same-origin-allow-popups')
}

/** The same for a page in a popup. The page that opened it watches whether it is closed, and loses it if this page changes `Cross-Origin-Opener-Policy`. */
export function refuseFramesOfPopup(): void {
  const event = useRequestEvent()
  if (!event) return
  const policy = String(getResponseHeader(event, 'content-security-policy') ?? '')
  if (!policy.includes('frame-ancestors')) {
    setResponseHeader(event, 'content-security-policy', [policy, 'frame-ancestors \'none\''].filter(Boolean).join('; '))
    setResponseHeader(event, 'x-frame-options', 'DENY')
  }
  if (!getResponseHeader(event, 'permissions-policy')) setResponseHeader(event, 'permissions-policy', unusedFeatures)
  if (!getResponseHeader(event, 'referrer-policy')) setResponseHeader(event, 'referrer-policy', 'strict-origin-when-cross-origin')
}
