import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

interface TestRecord { holder: string, text?: string }

let folder: string
beforeEach(async () => {
  vi.stubEnv('BETTER_AUTH_SECRET', 'a-secret-for-tests-that-is-long-enough-0123456789')
  folder = await mkdtemp(join(tmpdir(), 'connect-journal-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

/** The module as another process has it. It has the id of this process, as servers in containers have the ids of their predecessors. */
async function processWithJournal(owner = 'database') {
  vi.resetModules()
  const { openJournal, processId } = await import('../../server/vault/journal')
  return { processId, ...openJournal<TestRecord>(folder, owner) }
}

async function fileOf({ processId }: { processId: string }): Promise<string> {
  return join(folder, (await readdir(folder)).find(name => name.includes(processId))!)
}

it('keeps records until they are removed, and leaves no file', async () => {
  const journal = await processWithJournal()
  journal.append('1', { holder: '1' })
  journal.append('2', { holder: '2' })
  expect((await readFile(await fileOf(journal), 'utf8')).split('\n').filter(Boolean)).toHaveLength(2)
  journal.remove('1')
  journal.remove('2')
  expect((await stat(await fileOf(journal))).size).toBe(0)
  journal.close()
  expect(await readdir(folder)).toEqual([])
})

it('gets each record of a process that ended once, without those that were written incompletely', async () => {
  const ended = await processWithJournal()
  for (const holder of ['1', '2']) ended.append(holder, { holder })
  const file = await fileOf(ended)
  const [line] = (await readFile(file, 'utf8')).split('\n').filter(Boolean)
  await appendFile(file, `\n${line!.slice(0, -3)}`)
  await appendFile(file, `\n${line!.slice(0, 30)}${line![30] === 'A' ? 'B' : 'A'}${line!.slice(31)}\n`)

  const next = await processWithJournal()
  expect(next.adopt()).toEqual([{ processId: ended.processId, isCertain: true, records: [{ holder: '1' }, { holder: '2' }] }])
  expect(next.adopt()).toEqual([])
  expect(await readdir(folder)).toHaveLength(1)
  // They are in its own file now, in case that it ends as well.
  const last = await processWithJournal()
  expect(last.adopt()).toMatchObject([{ processId: next.processId, records: [{ holder: '1' }, { holder: '2' }] }])
  last.close()
})

it('cannot be read without the secret, and keeps what it cannot read', async () => {
  const ended = await processWithJournal()
  ended.append('1', { holder: '1', text: 'a token' })
  expect(await readFile(await fileOf(ended), 'utf8')).not.toContain('token')

  vi.stubEnv('BETTER_AUTH_SECRETS', '7:another-secret-that-is-long-enough-0123456789')
  const next = await processWithJournal()
  expect(next.adopt()).toEqual([])
  next.close()
  vi.stubEnv('BETTER_AUTH_SECRETS', '')
  const last = await processWithJournal()
  expect(last.adopt()).toMatchObject([{ records: [{ holder: '1', text: 'a token' }] }])
})

it('leaves the files of running processes and of other databases alone', async () => {
  const running = await processWithJournal()
  running.append('1', { holder: '1' })
  const file = await fileOf(running)
  // The test runner, which started this process.
  const atParent = file.replace(`~${process.pid}~`, `~${process.ppid}~`)
  await rename(file, atParent)
  const elsewhere = await processWithJournal('another database')
  elsewhere.append('2', { holder: '2' })

  const next = await processWithJournal()
  expect(next.adopt()).toEqual([])
  // A process that has not touched its file for long has ended, and its id belongs to another program now.
  await utimes(atParent, 0, 0)
  expect(next.adopt()).toEqual([{ processId: running.processId, isCertain: false, records: [{ holder: '1' }] }])
})

it('does not grow while some of its records stay', async () => {
  const journal = await processWithJournal()
  journal.append('first', { holder: 'first' })
  for (let count = 0; count < 30; count++) {
    journal.append('next', { holder: 'next', text: 'x'.repeat(100_000) })
    journal.remove('next')
  }
  expect((await stat(await fileOf(journal))).size).toBeLessThan(1_200_000)
  const next = await processWithJournal()
  expect(next.adopt()).toMatchObject([{ records: expect.arrayContaining([{ holder: 'first' }]) as unknown }])
})

it('says that a folder is not writable', async () => {
  await appendFile(join(folder, 'file'), '')
  vi.resetModules()
  const { openJournal } = await import('../../server/vault/journal')
  expect(() => openJournal(join(folder, 'file'), 'database')).toThrow()
})
