import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const packageJson = JSON.parse(readFileSync('packages/vue/package.json', 'utf8')) as Record<string, unknown>
const folder = mkdtempSync(join(tmpdir(), 'connect-pack-'))
let tarball: Uint8Array<ArrayBuffer>

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  expect(status, `${stdout}\n${stderr}`).toBe(0)
  return stdout
}

/** By a path TypeScript does not follow: there is no build when types are checked. */
async function exportsOf(entry: string): Promise<string[]> {
  return Object.keys(await import(resolve(`packages/vue/dist/${entry}.js`)) as object).sort()
}

/** The file and all it imports of the library, directly or not. */
function filesBehind(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/from "(\.[^"]+)"/g)) filesBehind(join(file, '..', path!), seen)
  return seen
}

beforeAll(() => {
  run('npm', 'pack', '--workspace', 'packages/vue', '--ignore-scripts', '--pack-destination', folder)
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
        "AccountList",
        "AccountPermissions",
        "AccountsNotice",
        "AuthCard",
        "ConnectButton",
        "ConnectError",
        "CredentialsForm",
        "ExternalLink",
        "FeatureList",
        "InlineNotice",
        "IntegrationCard",
        "IntegrationProvider",
        "PermissionSelector",
        "PlatformButton",
        "PlatformIcon",
        "PlatformSetup",
        "SandboxNotice",
        "TimeText",
        "UserButton",
        "connectKey",
        "createConnect",
        "createConnectClient",
        "createPopupLinking",
        "de",
        "defaultPreset",
        "definePreset",
        "describeLinkError",
        "en",
        "extendPreset",
        "nativePrimitives",
        "useAccounts",
        "useAuthSession",
        "useConnect",
        "useIntegration",
        "useLinkCallback",
        "useMessages",
        "usePlatform",
        "usePlatforms",
        "usePopupPage",
        "usePreset",
        "useProfile",
      ]
    `)
  })

  it('imports nothing but Vue and idb, and Nuxt UI only in its preset', () => {
    const imported = new Map<string, string[]>()
    for (const file of readdirSync('packages/vue/dist', { recursive: true, encoding: 'utf8' }).filter(name => /\.(?:js|d\.ts)$/.test(name))) {
      for (const [, name] of readFileSync(join('packages/vue/dist', file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?from ['"]([^'".][^'"]*)['"]/gm)) {
        const [, dependency] = /^((?:@[^/]+\/)?[^/]+)/.exec(name!)!
        imported.set(dependency!, [...imported.get(dependency!) ?? [], file])
      }
    }
    expect([...imported.keys()].sort()).toEqual(['@nuxt/ui', 'idb', 'vue'])
    expect([...new Set(imported.get('@nuxt/ui'))]).toEqual([join('presets', 'nuxt-ui.js')])
  })

  it('keeps presets out of apps that do not choose them', () => {
    for (const file of filesBehind('packages/vue/dist/vue.js')) expect(file).not.toMatch(/presets[\\/](?:tailwind|nuxt-ui)/)
  })

  it('leaves the classes of Tailwind as Tailwind finds them', async () => {
    const { tailwindClasses, tailwindPreset } = await import(resolve('packages/vue/dist/presets/tailwind.js')) as { tailwindClasses: Record<string, string>, tailwindPreset: { classOf: (part: string) => string } }
    const source = readFileSync('packages/vue/dist/presets/tailwind.js', 'utf8')
    const classes = new Set(Object.values(tailwindClasses).flatMap(list => list.split(' ')).filter(Boolean))
    expect(classes.size).toBeGreaterThan(200)
    for (const name of classes) expect(source).toMatch(new RegExp(`["'\`\\s]${RegExp.escape(name)}["'\`\\s]`))
    expect(tailwindPreset.classOf('card')).toBe(tailwindClasses.card)
  })

  it('is free of Vue in its client', async () => {
    const files = filesBehind('packages/vue/dist/client.js')
    for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/from "vue"/)
    expect(files.size).toBeGreaterThan(5)
  })

  it('has nothing for publint to say', async () => {
    const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true })
    expect(messages.map(message => formatMessage(message, packageJson))).toEqual([])
  })

  it.each(['.', './client', './presets/tailwind', './presets/nuxt-ui'])('has the right types at %s', async (entrypoint) => {
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
