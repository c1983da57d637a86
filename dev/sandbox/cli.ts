import process from 'node:process'
import { startSandbox } from './index'
import { providers } from './registry'

const port = Number(process.env.SANDBOX_PORT || 4010)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`SANDBOX_PORT must be a port number, not "${process.env.SANDBOX_PORT}".`)
  process.exit(1)
}

const sandbox = await startSandbox({ port }).catch((error: NodeJS.ErrnoException) => {
  const hint = error.code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another with SANDBOX_PORT.` : error.message
  console.error(`The sandbox did not start. ${hint}`)
  process.exit(1)
})

const keys = Object.entries(providers.devto.apiKeys ?? {})
console.log(`
Sandbox of ${Object.values(providers).map(({ label }) => label).join(', ')} on ${sandbox.url}

  development      SANDBOX_URL=${sandbox.url} npm run dev
  a built server   SANDBOX_URL=${sandbox.url} ALLOW_SANDBOX_IN_PRODUCTION=true npm start

OAuth clients      sandbox-<platform> with the secret sandbox-<platform>-secret
Dev.to API keys    ${keys.map(([key, identity]) => `${key}  (${identity})`).join('\n                   ')}

Ctrl+C stops it; everything it issued is forgotten.
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
}
