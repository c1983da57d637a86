import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import vuePlugin from '@vitejs/plugin-vue'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { build } from 'vite'
import { libraryEntries } from '../modules/connect/library-entries'

// Builds the Vue library into dist/: `nuxt-better-auth-connect/vue`, `/client` and `/presets/*`. The output keeps
// the modules of the source, so that an app's bundler can drop unused ones and Tailwind finds the class names.

const external = /^(?:vue|idb|better-auth|@nuxt\/ui)(?:\/|$)/

rmSync('dist', { recursive: true, force: true })
await build({
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [vuePlugin()],
  build: {
    target: 'es2022',
    minify: false,
    lib: { entry: libraryEntries, formats: ['es'] },
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
    input: `dist/types/${entry.replace(/\.ts$/, '.d.ts')}`,
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
  await bundle.write({ file: `dist/${name}.d.ts` })
}
rmSync('dist/types', { recursive: true })
