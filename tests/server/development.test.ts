import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSandboxClient } from '../../dev/sandbox/client'
import type { ServerPlatforms } from '../../shared/account'
import { freePort } from '../setup/postgres'
import type { TestServer } from '../setup/server'
import { Visitor } from '../setup/user'

/** Runs the development server with exactly this environment beside what a process needs. */
async function develop(env: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-dev-'))
  const port = String(await freePort())
  const url = `http://localhost:${port}`
  const { PATH, HOME } = process.env
  const child = spawn('npm', ['run', 'dev'], {
    env: { PATH, HOME, PORT: port, SQLITE_PATH: join(folder, 'auth.db'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let log = ''
  child.stdout.on('data', chunk => log += chunk)
  child.stderr.on('data', chunk => log += chunk)
  try {
    await expect.poll(async () => (await fetch(`${url}/api/health`)).json().catch(() => log), { timeout: 90_000, interval: 500 })
      .toEqual({ status: 'ok', database: 'ok', migrations: 'current' })
    await use(url)
  }
  finally {
    process.kill(-child.pid!, 'SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
    await rm(folder, { recursive: true, force: true })
  }
}

it('npm run dev serves the app without any configuration, with its database and the sandbox', () => develop({}, async (url) => {
  const user = await new Visitor({ url } as TestServer).signUp()
  const consent = await user.startLink('reddit')
  const callback = await createSandboxClient(new URL(consent).origin).decide(consent, { identity: 'alice', decision: 'approve' })
  expect((await user.fetch(callback)).headers.get('location')).toBe('/integrations')
  expect(await user.json('/api/auth/reddit/accounts')).toMatchObject([{ username: 'sandbox_alice', status: 'healthy' }])
  expect(await (await user.fetch('/integrations')).text()).toContain('sandbox_alice')
  const { platforms } = await user.json<ServerPlatforms>('/api/auth/platforms')
  expect(Object.values(platforms).filter(({ enabled, setup }) => !enabled || setup)).toEqual([])
}), 150_000)

it('npm run dev says how to switch on a platform that is off', () => develop({ REDDIT_CLIENT_ID: 'my-app', REDDIT_CLIENT_SECRET: 'my-secret' }, async (url) => {
  const { sandbox, platforms } = await (await fetch(`${url}/api/auth/platforms`)).json() as ServerPlatforms
  expect([sandbox, platforms.reddit, platforms.devto]).toMatchObject([false, { enabled: true, signUp: false }, { enabled: true, signUp: false }])
  expect(platforms.x).toMatchObject({
    enabled: false,
    signUp: false,
    setup: { variables: ['X_CLIENT_ID', 'X_CLIENT_SECRET'], callbackURL: `${url}/api/auth/callback/twitter`, registerAt: 'https://developer.x.com/en/portal/dashboard' },
  })
  expect(platforms.google?.setup).toEqual({ variables: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'], callbackURL: `${url}/api/auth/callback/google`, registerAt: 'https://console.cloud.google.com/apis/credentials' })
  // The address is the one Better Auth itself gives a platform.
  const consent = await new Visitor({ url } as TestServer).startSignIn('reddit')
  expect(new URL(consent).searchParams.get('redirect_uri')).toBe(`${url}/api/auth/callback/reddit`)
  // And the page tells the same, where a user of the finished app is told only that it is off.
  const page = await (await (await new Visitor({ url } as TestServer).signUp()).fetch('/integrations')).text()
  for (const told of ['X is not configured on this server.', 'X_CLIENT_ID', `${url}/api/auth/callback/twitter`]) expect(page.replace(/<script[\s\S]*?<\/script>/g, '')).toContain(told)
}), 150_000)
