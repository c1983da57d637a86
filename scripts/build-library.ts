import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import vuePlugin from '@vitejs/plugin-vue'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { build } from 'vite'
import { libraryEntries } from '../modules/connect/library-entries'

// Builds the Vue package, which the Nuxt package exports as `/vue`, `/client` and `/presets/*`. The output keeps the
// modules of the source, so that an app's bundler can drop unused ones and Tailwind finds the class names.

const external = /^(?:vue|idb|better-auth|@nuxt\/ui)(?:\/|$)/

const sources = Object.fromEntries(Object.entries(libraryEntries).map(([name, path]) => [name, `${path}.ts`]))

rmSync('packages/vue/dist', { recursive: true, force: true })
await build({
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [vuePlugin()],
  build: {
    outDir: 'packages/vue/dist',
    target: 'es2022',
    minify: false,
    lib: { entry: sources, formats: ['es'] },
    rolldownOptions: {
      external,
      output: { preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
    },
  },
})

// Compiled without Nuxt's types, so that a Nuxt auto-import is an error.
const { status, stdout } = spawnSync('vue-tsc', ['--project', 'tsconfig.lib.json'], { encoding: 'utf8', shell: process.platform === 'win32' })
if (status !== 0) throw new Error(`The library does not compile without Nuxt:\n${stdout}`)

// One declaration file for each entry, because Node's module resolution does not support imports without an extension.
for (const [name, entry] of Object.entries(libraryEntries)) {
  const bundle = await rollup({
    input: `packages/vue/dist/types/${entry}.d.ts`,
    external,
    plugins: [{
      name: 'declarations-of-components',
      resolveId(id, importer) {
        if (!id.endsWith('.vue') || !importer) return null
        const path = `${resolve(dirname(importer), id)}.d.ts`
        return existsSync(path) ? path : null
      },
    }, dts()],
  })
  await bundle.write({ file: `packages/vue/dist/${name}.d.ts` })
}
rmSync('packages/vue/dist/types', { recursive: true })
copyFileSync('ui/styles/connect.css', 'packages/vue/dist/style.css')
