import process from 'node:process'
import { platforms as ours } from '../../shared/platforms'
import { loadAppPlatforms } from './app-platforms'
import { startSandbox } from './index'

const port = Number(process.env.SANDBOX_PORT || 4010)
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`SANDBOX_PORT must be a port number, not "${process.env.SANDBOX_PORT}".`)

const platforms = [...Object.values(ours), ...await loadAppPlatforms(process.cwd()).catch((error: Error) => fail(error.message))]
const sandbox = await startSandbox({ port, platforms }).catch((error: NodeJS.ErrnoException) => {
  const hint = error.code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another with SANDBOX_PORT.` : error.message
  fail(`The sandbox did not start. ${hint}`)
})

const simulated = [...sandbox.state.platforms.values()]
const left = platforms.filter(({ id }) => !sandbox.state.platforms.has(id))
const keys = simulated.flatMap(({ definition, state }) => state.credentials.fixed().map(([identity, values]) => [definition.name, identity, Object.values(values).join('  ')]))
console.log(`
Sandbox on ${sandbox.url}

  development      SANDBOX_URL=${sandbox.url} npm run dev
  a built server   SANDBOX_URL=${sandbox.url} ALLOW_SANDBOX_IN_PRODUCTION=true npm start

Platforms          ${simulated.map(({ definition }) => definition.name).join(', ')}
OAuth clients      sandbox-<platform> with the secret sandbox-<platform>-secret
Keys               ${keys.map(([name, identity, key]) => `${key}  (${name}, ${identity})`).join('\n                   ')}
${left.map(({ name }) => `\nWithout simulator  ${name}: its definition needs endpoints.userinfo and profile.\n`).join('')}
Ctrl+C stops it; everything it issued is forgotten.
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
