// @ts-check
import withNuxt from './.nuxt/eslint.config.mjs'

/** Imports that resolve to the consuming app if this project is a layer, and not at all if it is a library. */
const nuxtOnly = [
  { group: ['#*', '~/*', '~~/*', '@/*', '@@/*'], message: 'Import by relative path: aliases resolve to the consuming app.' },
  { group: ['nuxt', 'nuxt/*', '@nuxt/*', 'nitropack', 'nitropack/*', 'h3'], message: 'This folder is part of the Vue library, which works without Nuxt.' },
]
const server = { group: ['**/server/**'], message: 'The client must not import server code. It calls the server over HTTP.' }
const sandbox = { regex: '(\\.\\./)+dev/sandbox(/|$)', message: 'The sandbox must not be part of a production build.' }

/** The layers of the server, from top to bottom. A layer may import only from the layers below it. All of them may import `log.ts` and `settings.ts`. */
const layers = ['api', 'http', 'accounts', 'auth', 'vault', 'platforms', 'database']
/** Folders in the same layer. They must not import from each other. */
/** @type {Readonly<Record<string, string[]>>} */
const siblings = { accounts: ['profile'], profile: ['accounts'] }

/** @returns {import('eslint').Linter.Config[]} */
function serverLayers() {
  const client = { group: ['**/components/**', '**/composables/**', '**/pages/**', '**/client/**'], message: 'The server must not import client code.' }
  return [...layers, 'profile'].map((folder) => {
    const layer = layers.indexOf(folder === 'profile' ? 'accounts' : folder)
    const forbidden = [...layers.slice(0, layer), ...siblings[folder] ?? [], ...layer > layers.indexOf('accounts') ? ['profile'] : []]
    return boundary([`server/${folder}/**`], sandbox, client, ...forbidden.length ? [{ regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$)`, message: `server/${folder} may import only from layers below it.` }] : [])
  })
}

/**
 * @param {string[]} files
 * @param {({ group: string[], message: string } | { regex: string, message: string })[]} patterns
 * @returns {import('eslint').Linter.Config}
 */
function boundary(files, ...patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } }
}

export default withNuxt(
  { rules: { 'no-console': 'off' } },
  boundary(['shared/**'], ...nuxtOnly, server, sandbox, { group: ['vue', 'better-auth*', '**/client/**', '**/composables/**', '**/components/**'], message: 'shared/ must not depend on Vue, Better Auth or client code.' }),
  boundary(['client/**'], ...nuxtOnly, server, sandbox, { group: ['vue', '**/composables/**', '**/components/**'], message: 'The connect client must not depend on Vue.' }),
  boundary(['composables/**', 'components/**', 'vue.ts', 'ui/messages/**'], ...nuxtOnly, server, sandbox),
  boundary(['pages/**', 'layouts/**', 'ui/site/**', 'plugins/**', 'middleware/**'], server, sandbox),
  ...serverLayers(),
  boundary(['dev/sandbox/**'], { group: ['**/server/**'], message: 'The sandbox simulates the platforms, so it must not share code with the server that calls them.' }, { regex: '/shared/(?!platforms(/|$))', message: 'From shared/, the sandbox may import only shared/platforms/.' }),
  boundary(['dev/testing/**'], { group: ['**/server/**', '**/client/**'], message: 'Contract tests of a platform call the server over HTTP only.' }),
  { files: ['client/**', 'composables/**', 'components/**', 'shared/**'], rules: { 'no-console': 'error' } },
)
