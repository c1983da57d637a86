import { spawn } from 'node:child_process'
import { afterEach, expect, it } from 'vitest'
import { freePort } from '../setup/postgres'
import { createDatabase } from '../setup/server'

let stop: (() => void) | undefined
afterEach(() => stop?.())

it('a server whose log has been closed, as by | head, goes on serving', async () => {
  const database = await createDatabase('sqlite')
  const port = String(await freePort())
  const { PATH, HOME } = process.env
  const child = spawn('node', ['.output/server/index.mjs'], { env: { PATH, HOME, ...database.env, PORT: port, HOST: '127.0.0.1', BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789' } })
  stop = () => child.kill('SIGKILL')
  const get = (path: string) => fetch(`http://localhost:${port}${path}`, { signal: AbortSignal.timeout(3000) }).then(response => response.status, () => 'nothing')
  await expect.poll(() => get('/api/health'), { timeout: 20_000 }).toBe(200)
  child.stdout.destroy()
  child.stderr.destroy()
  // A path that no page has is logged.
  for (let request = 0; request < 5; request++) expect(await get('/nothing-here')).toBe(404)
  expect(await get('/api/health')).toBe(200)
  await database.drop()
})
