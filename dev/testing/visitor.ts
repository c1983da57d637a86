import { randomBytes, randomInt } from 'node:crypto'
import type { Decision, SandboxClient } from '../sandbox'
import { sandboxHost } from '../sandbox/derived/address'

/** A running server and its sandbox. */
export interface TestTarget {
  url: string
  sandbox: SandboxClient
}

type Init = Omit<RequestInit, 'body'> & { json?: unknown, body?: RequestInit['body'] }

/** Options of a request that starts a link. */
export interface LinkOptions {
  scopes?: readonly string[]
  additionalData?: { accountId?: string, exactly?: boolean, host?: string }
}

/** A simulated browser: stores cookies, sends the page's `Origin`, and does not follow redirects. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly address = Array.from({ length: 3 }, () => randomInt(1, 250)).reduce((ip, part) => `${ip}.${part}`, '10')
  readonly email = `user-${randomBytes(6).toString('hex')}@example.com`
  readonly password = 'correct horse battery staple'
  /** All responses so far, with headers and body. They must not contain a secret. */
  readonly received: string[] = []
  id = ''

  constructor(readonly server: TestTarget) {}

  /** Sends a request like a page of the app. `json` is sent as the body, with its content type. */
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
    this.received.push(`${JSON.stringify([...response.headers])}\n${await response.clone().text()}`)
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

  /** Starts connecting an account. @returns the URL of the consent page */
  async startLink(platform: string, options: LinkOptions = {}): Promise<string> {
    const { url } = await this.json<{ url: string }>('/api/auth/link-social', {
      json: {
        provider: platform,
        callbackURL: '/integrations',
        errorCallbackURL: '/integrations',
        ...options,
        // Only platforms where users name the host use it.
        additionalData: { host: sandboxHost(platform), ...options.additionalData },
      },
    })
    return url
  }

  /** Starts signing in with a platform. @returns the URL of the consent page */
  async startSignIn(platform: string): Promise<string> {
    const { url } = await this.json<{ url: string }>('/api/auth/sign-in/social', {
      json: { provider: platform, callbackURL: '/integrations', errorCallbackURL: '/login' },
    })
    return url
  }

  /** Submits the consent page and follows the callback. @returns the final path */
  async decide(authorizeUrl: string, decision: Decision): Promise<string> {
    const callback = await this.server.sandbox.decide(authorizeUrl, decision)
    const response = await this.fetch(callback)
    const location = response.headers.get('location')
    if (!location) throw new Error(`The callback answered ${response.status}: ${await response.text()}`)
    const { pathname, search } = new URL(location, this.server.url)
    return pathname + search
  }

  /** Connects an account of an identity with OAuth. */
  async link(platform: string, identity: string, options: LinkOptions = {}): Promise<string> {
    return this.decide(await this.startLink(platform, options), { identity, decision: 'approve' })
  }

  /** Connects an account of an identity with new credentials. */
  async connectKey(platform: string, identity: string): Promise<Response> {
    return this.fetch(`/api/auth/${platform}/accounts`, { json: await this.server.sandbox.issueCredentials(platform, identity) })
  }

  async signIn(platform: string, identity: string): Promise<string> {
    return this.decide(await this.startSignIn(platform), { identity, decision: 'approve' })
  }
}
