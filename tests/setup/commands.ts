import { runCommand } from 'citty'
import { vi } from 'vitest'
import { commands } from '../../commands'
import { output } from '../../commands/output'

export interface Outcome {
  code: number
  output: string
}

/** Runs a command in this process: to start a process takes far longer than what most commands do. */
export async function runHere([name, ...rawArgs]: [keyof typeof commands, ...string[]], env: Record<string, string> = {}): Promise<Outcome> {
  const lines: string[] = []
  const { reporters } = output.options
  output.setReporters([{ log: ({ args }) => void lines.push(args.join(' ')) }])
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value)
  try {
    await runCommand(await commands[name](), { rawArgs })
    return { code: Number(process.exitCode ?? 0), output: lines.join('\n') }
  }
  finally {
    vi.unstubAllEnvs()
    output.setReporters(reporters)
    process.exitCode = undefined
  }
}
