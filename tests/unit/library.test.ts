import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>
const folder = mkdtempSync(join(tmpdir(), 'connect-pack-'))
let tarball: Uint8Array<ArrayBuffer>

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  expect(status, `${stdout}\n${stderr}`).toBe(0)
  return stdout
}

/** By a path TypeScript does not follow: there is no build when types are checked. */
async function exportsOf(entry: string): Promise<string[]> {
  return Object.keys(await import(resolve(`dist/${entry}.js`)) as object).sort()
}

beforeAll(() => {
  run('npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
  tarball = new Uint8Array(readFileSync(join(folder, readdirSync(folder)[0]!)))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('The Vue library', () => {
  it('exports what it says, and nothing by accident', async () => {
    expect(await exportsOf('client')).toMatchInlineSnapshot(`
      [
        "ConnectError",
        "createConnectClient",
      ]
    `)
    expect(await exportsOf('vue')).toMatchInlineSnapshot(`
      [
        "AccountAvatar",
        "AccountCard",
        "ApiKeyInput",
        "AuthCard",
        "ConnectButton",
        "ConnectError",
        "FeatureList",
        "InlineNotice",
        "IntegrationCard",
        "IntegrationProvider",
        "PlatformIcon",
        "UserButton",
        "connectKey",
        "createConnect",
        "createConnectClient",
        "createPopupLinking",
        "describeLinkError",
        "isOAuthPlatform",
        "isPlatformId",
        "platformList",
        "platforms",
        "useAccounts",
        "useAuthSession",
        "useConnect",
        "useIntegration",
        "useLinkCallback",
        "usePopupPage",
        "useProfile",
      ]
    `)
  })

  it('imports nothing but Vue and idb', () => {
    const imported = new Set<string>()
    for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(name => /\.(?:js|d\.ts)$/.test(name))) {
      for (const [, name] of readFileSync(join('dist', file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?from ['"]([^'".][^'"]*)['"]/gm)) imported.add(name!)
    }
    expect([...imported].sort()).toEqual(['idb', 'vue'])
  })

  it('is free of Vue in its client', async () => {
    const seen = new Set<string>()
    const visit = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      const source = readFileSync(file, 'utf8')
      expect(source, file).not.toMatch(/from "vue"/)
      for (const [, path] of source.matchAll(/from "(\.[^"]+)"/g)) visit(join(file, '..', path!))
    }
    visit('dist/client.js')
    expect(seen.size).toBeGreaterThan(5)
  })

  it('has nothing for publint to say', async () => {
    const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true })
    expect(messages.map(message => formatMessage(message, packageJson))).toEqual([])
  })

  it.each(['./vue', './client'])('has the right types at %s', async (entrypoint) => {
    const { problems } = await checkPackage(createPackageFromTarballData(tarball), { entrypoints: [entrypoint] }) as { problems: { kind: string, resolutionKind?: string, resolutionOption?: string }[] }
    // Only ES modules, and only by `exports`: older resolutions were never promised.
    expect(problems.filter(({ kind, resolutionKind, resolutionOption }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10' && resolutionOption !== 'node10')).toEqual([])
  })

  it('refuses to compile what cannot work', () => {
    run('vue-tsc', '--project', 'tests/types/tsconfig.json')
  })

  it('keeps within its size', () => {
    const sizes = JSON.parse(run('size-limit', '--json')) as { name: string, passed: boolean, size: number }[]
    expect(sizes.map(({ name }) => name)).toEqual(['useIntegration', 'components'])
    expect(sizes.filter(({ passed }) => !passed)).toEqual([])
  })
})
