// @ts-check
import withNuxt from './.nuxt/eslint.config.mjs'

/** Imports that resolve to the consuming app, or to nothing, when this project is a layer or a library. */
const nuxtOnly = [
  { group: ['#*', '~/*', '~~/*', '@/*', '@@/*'], message: 'Import by relative path: aliases resolve to the consuming app.' },
  { group: ['nuxt', 'nuxt/*', '@nuxt/*', 'nitropack', 'nitropack/*', 'h3'], message: 'This part is also a plain Vue library.' },
]
const server = { group: ['**/server/**'], message: 'The client talks HTTP and knows nothing of the server.' }
const sandbox = { regex: '(\\.\\./)+dev/sandbox(/|$)', message: 'The simulators never get into a build.' }

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
  boundary(['shared/**'], ...nuxtOnly, server, sandbox, { group: ['vue', 'better-auth*', '**/client/**', '**/composables/**', '**/components/**'], message: 'shared/ is plain data and types.' }),
  boundary(['client/**'], ...nuxtOnly, server, sandbox, { group: ['vue', '**/composables/**', '**/components/**'], message: 'The connect client has no Vue in it.' }),
  boundary(['composables/**', 'components/**', 'vue.ts', 'ui/messages/**'], ...nuxtOnly, server, sandbox),
  boundary(['pages/**', 'layouts/**', 'ui/site/**', 'plugins/**', 'middleware/**'], server, sandbox),
  boundary(['server/**'], sandbox, { group: ['**/components/**', '**/composables/**', '**/pages/**', '**/client/**'], message: 'The server knows nothing of the client.' }),
  boundary(['dev/sandbox/**'], { group: ['**/server/**', '**/shared/**'], message: 'The sandbox plays the platforms: it must not know what we expect of them.' }),
  { files: ['client/**', 'composables/**', 'components/**', 'shared/**'], rules: { 'no-console': 'error' } },
)
