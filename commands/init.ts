import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './changes/change'
import { defineConnectCommand } from './define-connect-command'
import { output } from './output'

/** The lock file of each package manager, and how it runs a script and installs a package. */
const managers = [
  { lock: 'pnpm-lock.yaml', run: 'pnpm', install: 'pnpm add' },
  { lock: 'yarn.lock', run: 'yarn', install: 'yarn add' },
  { lock: 'bun.lock', run: 'bun run', install: 'bun add' },
  { lock: 'package-lock.json', run: 'npm run', install: 'npm install' },
]

/** `init`: adds what an existing Nuxt app needs. */
export const init = defineConnectCommand({
  name: 'init',
  description: 'Add what an existing Nuxt app needs, and show each change first',
  args: {
    'yes': { type: 'boolean', description: 'Make all changes without asking' },
    'dry-run': { type: 'boolean', description: 'Show the changes, and make none' },
    'example': { type: 'boolean', default: true, description: 'Add a route that calls a platform', negativeDescription: 'Add no example' },
  },
  async run({ yes, example, 'dry-run': dryRun }) {
    const app = process.cwd()
    const dependencies = readDependencies(app)
    const { describeChange, write } = await import('./changes/change')
    const { addExample, changeEnv, changeGitignore } = await import('./changes/files')
    const { changeAppVue } = await import('./changes/app-vue')
    const { changeNuxtConfig } = await import('./changes/nuxt-config')
    const found = [...changeNuxtConfig(app), ...changeAppVue(app), ...changeEnv(app), ...changeGitignore(app)]
    // The example is for a new set-up: someone who deleted it does not want it again.
    const isNew = found.some(change => 'file' in change && change.file.startsWith('nuxt.config'))
    const all = isNew && example ? [...found, ...addExample(app)] : found
    const changes = all.filter(change => 'file' in change)
    const notes = all.filter(change => 'note' in change)
    if (!yes && !dryRun && changes.length && !process.stdin.isTTY) throw new Error('Nothing was changed: init asks before each change, and there is no terminal. Add --yes to make all changes, or --dry-run to see them.')
    for (const change of changes) {
      output.log(`\n${describeChange(change)}`)
      if (!dryRun && (yes || await output.prompt(`Write ${change.file}?`, { type: 'confirm', initial: true, cancel: 'reject' }))) write(app, change)
    }
    for (const { note } of notes) output.warn(note)
    if (!changes.length) output.success(notes.length ? 'Nothing else to do.' : 'Nothing to do: the app has what it needs.')
    const { run, install } = managers.find(({ lock }) => existsSync(join(app, lock))) ?? managers.at(-1)!
    const steps = [
      ...'nuxt-better-auth-connect' in dependencies ? [] : [`${install} nuxt-better-auth-connect`],
      `${run} dev`,
    ]
    output.log(`\nNext: ${steps.join(' && ')}\nThen open /integrations. Without credentials, a sandbox simulates the platforms.\nTo check the app: npx nuxt-better-auth-connect doctor`)
  },
})

/** @throws Error when the folder has no Nuxt app */
function readDependencies(app: string): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readText(app, 'package.json') ?? '{}') as Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>>
  const all = { ...dependencies, ...devDependencies }
  if (!('nuxt' in all)) throw new Error('This folder has no Nuxt app: its package.json does not list nuxt. Make an app with `npm create nuxt@latest`, and run this in its folder.')
  return all
}
