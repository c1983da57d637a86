import type { Finding, Level, Situation } from './checks/finding'
import { defineConnectCommand } from './define-connect-command'

const marks: Record<Level, string> = { ok: '  ok  ', warn: ' warn ', fail: ' FAIL ' }

/** `doctor`: checks what an app needs, and says what to do. */
export const doctor = defineConnectCommand({
  name: 'doctor',
  description: 'Check settings, database and platforms, and say what to do',
  args: {
    production: { type: 'boolean', description: 'Judge as for a production server. Default: when NODE_ENV is production' },
    json: { type: 'boolean', description: 'Print the findings as JSON' },
  },
  async run({ production = process.env.NODE_ENV === 'production', json }) {
    const findings = await examine({ production })
    const failed = findings.some(({ level }) => level === 'fail')
    if (json) console.log(JSON.stringify({ ok: !failed, production, findings }, undefined, 2))
    else print(findings)
    if (failed) process.exitCode = 1
  },
})

async function examine(situation: Situation): Promise<Finding[]> {
  const { readAppConfig } = await import('./checks/app-config')
  const { checkBaseUrl, checkOrigins, checkProxies, checkSandbox, checkSecret, checkSettings } = await import('./checks/environment')
  const { checkDatabase } = await import('./checks/database')
  const { checkPlatforms } = await import('./checks/platforms')
  const app = await readAppConfig(process.cwd())
  const settings = checkSettings()
  // The other checks would only repeat a value that is not valid.
  if (settings.some(({ level }) => level === 'fail')) return [...app.findings, ...settings]
  return [
    ...app.findings,
    ...settings,
    ...checkSecret(situation),
    ...checkBaseUrl(situation),
    ...checkOrigins(),
    ...checkProxies(situation),
    ...checkSandbox(situation),
    ...await checkDatabase(),
    ...checkPlatforms(app.platforms, situation),
  ]
}

function print(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ check }) => check.length))
  for (const { check, level, message, advice } of findings) {
    console.log(`${marks[level]} ${check.padEnd(width)}  ${message}`)
    if (advice) console.log(`${' '.repeat(width + 9)}${advice}`)
  }
  const count = (level: Level) => findings.filter(finding => finding.level === level).length
  console.log(`\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to fix.`)
}
