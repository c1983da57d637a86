import { randomBytes, randomInt } from 'node:crypto'
import { platforms } from '../../shared/platforms'
import type { OAuthPlatformId } from '../../shared/platforms'
import type { Decision } from '../../dev/sandbox'
import type { TestServer } from './server'

type Init = Omit<RequestInit, 'body'> & { json?: unknown, body?: RequestInit['body'] }

/** Somebody with a browser: keeps cookies, sends the page's `Origin`, follows no redirect by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly address = Array.from({ length: 3 }, () => randomInt(1, 250)).reduce((ip, part) => `${ip}.${part}`, '10')
  readonly email = `user-${randomBytes(6).toString('hex')}@example.com`
  readonly password = 'correct horse battery staple'
  id = ''

  constructor(readonly server: TestServer) {}

  /** Calls the server as the page would. `json` is sent as the body, with its content type. */
  async fetch(path: string, { json, headers, ...init }: Init = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.server.url), {
      redirect: 'manual',
      ...init,
      ...(json !== undefined && { method: init.method ?? 'POST', body: JSON.stringify(json) }),
      headers: {
        'origin': this.server.url,
        'x-forwarded-for': this.address,
        'cookie': [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers as Record<string, string>,
      },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (/max-age=0/i.test(cookie)) this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    return response
  }

  async json<T>(path: string, init: Init = {}): Promise<T> {
    const response = await this.fetch(path, init)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return await response.json() as T
  }

  async signUp(): Promise<this> {
    const { user } = await this.json<{ user: { id: string } }>('/api/auth/sign-up/email', {
      json: { email: this.email, password: this.password, name: 'Test User' },
    })
    this.id = user.id
    return this
  }

  /** Where the browser is sent to consent to connecting an account. */
  async startLink(platform: OAuthPlatformId): Promise<string> {
    const { url } = await this.json<{ url: string }>('/api/auth/link-social', {
      json: { provider: platforms[platform].providerId, callbackURL: '/integrations', errorCallbackURL: '/integrations' },
    })
    return url
  }

  /** Where the browser is sent to sign in through a platform. */
  async startSignIn(platform: OAuthPlatformId): Promise<string> {
    const { url } = await this.json<{ url: string }>('/api/auth/sign-in/social', {
      json: { provider: platforms[platform].providerId, callbackURL: '/integrations', errorCallbackURL: '/login' },
    })
    return url
  }

  /** Decides on the consent page and comes back. @returns the path the browser ends on */
  async decide(authorizeUrl: string, decision: Decision): Promise<string> {
    const callback = await this.server.sandbox.decide(authorizeUrl, decision)
    const response = await this.fetch(callback)
    const location = response.headers.get('location')
    if (!location) throw new Error(`The callback answered ${response.status}: ${await response.text()}`)
    const { pathname, search } = new URL(location, this.server.url)
    return pathname + search
  }

  /** Connects an account of a simulated person, start to end. */
  async link(platform: OAuthPlatformId, identity: string): Promise<string> {
    return this.decide(await this.startLink(platform), { identity, decision: 'approve' })
  }

  async signIn(platform: OAuthPlatformId, identity: string): Promise<string> {
    return this.decide(await this.startSignIn(platform), { identity, decision: 'approve' })
  }
}

export async function signUp(server: TestServer): Promise<Visitor> {
  return new Visitor(server).signUp()
}

let identities = 0

/** Adds a person to the simulated platform whom no other test knows. */
export async function newIdentity(server: TestServer, platform: Parameters<TestServer['sandbox']['addIdentity']>[0], username?: string): Promise<string> {
  const id = `person-${identities++}-${randomBytes(3).toString('hex')}`
  await server.sandbox.addIdentity(platform, { id, ...(username !== undefined && { username }) })
  return id
}

/** A user who has connected Reddit, as somebody with this username. */
export async function userWith(server: TestServer, username: string): Promise<Visitor> {
  const user = await signUp(server)
  await user.link('reddit', await newIdentity(server, 'reddit', username))
  return user
}
