import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('a run that used PostgreSQL keeps the exit code it was given', () => {
  const script = `
    import { startPostgres } from './tests/setup/postgres'
    const { stop } = await startPostgres()
    process.exitCode = 3
    await stop()
  `
  const { status, stderr } = spawnSync('tsx', ['--input-type=module', '--eval', script], { encoding: 'utf8', shell: false })
  expect(stderr).toBe('')
  expect(status).toBe(3)
})
