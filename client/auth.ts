import { platforms } from '../shared/platforms'
import type { OAuthPlatformId } from '../shared/platforms'
import { request } from './request'

/** Better Auth's endpoints the pages use. Its own client weighs more than the rest of them together. */
const base = '/api/auth'

/** Who is signed in, as far as pages need to know. The session's token stays out of it. */
export interface SessionUser {
  id: string
  name: string
  email: string
  image?: string | null
}

export interface Credentials {
  email: string
  password: string
}

/** Where Better Auth sends the browser afterwards: paths of this app. */
export interface Callbacks {
  callbackURL: string
  errorCallbackURL: string
}

export async function signIn(credentials: Credentials): Promise<void> {
  await request(`${base}/sign-in/email`, { method: 'POST', body: { ...credentials } })
}

export async function signUp(credentials: Credentials & { name: string }): Promise<void> {
  await request(`${base}/sign-up/email`, { method: 'POST', body: { ...credentials } })
}

export async function signOut(): Promise<void> {
  await request(`${base}/sign-out`, { method: 'POST', body: {} })
}

/** Begins a sign-in through a platform. @returns the address to send the browser to */
export async function beginSignIn(platform: OAuthPlatformId, callbacks: Callbacks): Promise<string> {
  return consentUrl('sign-in/social', platform, callbacks)
}

/** Begins connecting an account of a platform to the signed-in user. @returns the address to send the browser to */
export async function beginLink(platform: OAuthPlatformId, callbacks: Callbacks): Promise<string> {
  return consentUrl('link-social', platform, callbacks)
}

async function consentUrl(endpoint: string, platform: OAuthPlatformId, callbacks: Callbacks): Promise<string> {
  const body = { provider: platforms[platform].providerId, ...callbacks }
  const { url } = await request<{ url: string }>(`${base}/${endpoint}`, { method: 'POST', body })
  return url
}
