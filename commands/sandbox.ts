import { defineConnectCommand } from './define-connect-command'

/** `sandbox`: simulates the platforms on this machine, with the app's own, until it is stopped. */
export const sandbox = defineConnectCommand({
  name: 'sandbox',
  description: 'Simulate the platforms on this machine',
  args: { port: { type: 'string', description: 'The port to listen on. Default: SANDBOX_PORT, or 4010' } },
  async run({ port: given }) {
    const value = given || process.env.SANDBOX_PORT || '4010'
    const port = Number(value)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`The port of the sandbox is "${value}". Set --port or SANDBOX_PORT to a number from 0 to 65535.`)

    const { platforms: ours } = await import('../shared/platforms')
    const { loadAppPlatforms } = await import('../dev/sandbox/app-platforms')
    const { startSandbox } = await import('../dev/sandbox')
    const platforms = [...Object.values(ours), ...await loadAppPlatforms(process.cwd())]
    const sandbox = await startSandbox({ port, platforms }).catch((error: NodeJS.ErrnoException) => {
      const hint = error.code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another with --port.` : error.message
      throw new Error(`The sandbox did not start. ${hint}`)
    })

    const simulated = [...sandbox.state.platforms.values()]
    const left = platforms.filter(({ id }) => !sandbox.state.platforms.has(id))
    const keys = simulated.flatMap(({ definition, state }) => state.credentials.fixed().map(([identity, values]) => [definition.name, identity, Object.values(values).join('  ')]))
    console.log(`
Sandbox on ${sandbox.url}

  development      SANDBOX_URL=${sandbox.url} npm run dev
  a built server   SANDBOX_URL=${sandbox.url} ALLOW_SANDBOX_IN_PRODUCTION=true node .output/server/index.mjs

Platforms          ${simulated.map(({ definition }) => definition.name).join(', ')}
OAuth clients      sandbox-<platform> with the secret sandbox-<platform>-secret
Keys               ${keys.map(([name, identity, key]) => `${key}  (${name}, ${identity})`).join('\n                   ')}
${left.map(({ name }) => `\nWithout simulator  ${name}: its definition needs endpoints.userinfo and profile.\n`).join('')}
Ctrl+C stops it; everything it issued is forgotten.
`)

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
    }
  },
})
