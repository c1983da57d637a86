import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mkdist } from 'mkdist'

// Builds the Nuxt package into dist/. The folders keep their names, so that the module
// finds its files in the same places here and in an installed package. `--no-types`
// leaves out the declarations, which take most of the time.

const declaration = !process.argv.includes('--no-types')

const folders = ['client', 'commands', 'components', 'composables', 'dev/gallery', 'dev/sandbox', 'dev/testing', 'layouts', 'middleware', 'modules', 'pages', 'plugins', 'server', 'shared', 'ui']

const { errors, writtenFiles } = await mkdist({
  srcDir: '.',
  distDir: 'dist',
  pattern: [...folders.map(folder => `${folder}/**`), 'app.vue', 'error.vue', 'database.ts', 'index.ts', 'platforms.ts', 'server.ts', 'vue.ts'],
  format: 'esm',
  ext: 'js',
  declaration,
  addRelativeDeclarationExtensions: true,
  esbuild: { target: 'es2022' },
  typescript: { compilerOptions: { strict: true, module: 'preserve', moduleResolution: 'bundler', target: 'esnext', lib: ['esnext', 'dom', 'dom.iterable'], skipLibCheck: true, types: [] } },
})
if (errors?.length) throw new Error(`These files have no declarations:\n${errors.flatMap(({ errors }) => errors.map(String)).join('\n')}`)

// mkdist adds the extension to all relative imports of declarations but these.
for (const file of writtenFiles.filter(file => file.endsWith('.d.ts'))) {
  const text = readFileSync(file, 'utf8')
  const completed = text.replaceAll(/(?<=^export type \* from ')\.[^']+(?=')/gm, path => existsSync(join(dirname(file), `${path}.d.ts`)) ? `${path}.js` : `${path}/index.js`)
  if (completed !== text) writeFileSync(file, completed)
}

cpSync('drizzle', 'dist/drizzle', { recursive: true })
cpSync('commands/bin.mjs', 'dist/commands/bin.mjs')
const { name, version, description } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>
writeFileSync('dist/package.json', `${JSON.stringify({ name, version, description, type: 'module' }, undefined, 2)}\n`)
