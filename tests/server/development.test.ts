import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSandboxClient } from '../../sandbox/client'
import { freePort } from '../setup/postgres'
import type { TestServer } from '../setup/server'
import { Visitor } from '../setup/user'

it('npm run dev serves the app without any configuration, with its database and the sandbox', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-dev-'))
  const port = String(await freePort())
  const url = `http://localhost:${port}`
  const { PATH, HOME } = process.env
  const child = spawn('npm', ['run', 'dev'], {
    env: { PATH, HOME, PORT: port, SQLITE_PATH: join(folder, 'auth.db') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let log = ''
  child.stdout.on('data', chunk => log += chunk)
  child.stderr.on('data', chunk => log += chunk)
  try {
    await expect.poll(async () => (await fetch(`${url}/api/health`)).json().catch(() => log), { timeout: 90_000, interval: 500 })
      .toEqual({ status: 'ok', database: 'ok', migrations: 'current' })

    const user = await new Visitor({ url } as TestServer).signUp()
    const consent = await user.startLink('reddit')
    const callback = await createSandboxClient(new URL(consent).origin).decide(consent, { identity: 'alice', decision: 'approve' })
    expect((await user.fetch(callback)).headers.get('location')).toBe('/integrations')
    expect(await user.json('/api/auth/reddit/accounts')).toMatchObject([{ username: 'sandbox_alice', status: 'healthy' }])
    expect(await (await user.fetch('/integrations')).text()).toContain('sandbox_alice')
  }
  finally {
    process.kill(-child.pid!, 'SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
    await rm(folder, { recursive: true, force: true })
  }
}, 150_000)
