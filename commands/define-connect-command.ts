import { existsSync } from 'node:fs'
import { defineCommand } from 'citty'
import type { ArgsDef, CommandContext, CommandDef } from 'citty'
import { output, reasonOf } from './output'

interface ConnectCommand<T extends ArgsDef> {
  name: string
  /** One sentence for the help and for docs/commands.md. */
  description: string
  args?: T
  run(args: CommandContext<T>['args']): Promise<void>
}

/**
 * Defines a command that runs in the folder of an app. It reads the app's `.env`,
 * where the environment has no value, and refuses arguments that it does not know.
 * An error is shown as a sentence, without the values that it contains, and the
 * exit code is then 1.
 *
 * A command imports the server's code inside `run`: some of it reads `.env` when
 * it loads, and the help needs none of it.
 */
export function defineConnectCommand<const T extends ArgsDef>({ name, description, args, run }: ConnectCommand<T>): CommandDef {
  const command = defineCommand<T>({
    meta: { name, description },
    args,
    async run(context) {
      try {
        refuseUnknown(context, args ?? {})
        if (existsSync('.env')) process.loadEnvFile('.env')
        await run(context.args)
      }
      catch (error) {
        output.error(reasonOf(error))
        process.exitCode = 1
      }
    },
  })
  // Only the command itself needs the types of its arguments.
  return command as CommandDef
}

/** Citty ignores what it does not know, so that a misspelt `--dry-run` would change something. */
function refuseUnknown({ args }: { args: { _: string[] } & Record<string, unknown> }, known: ArgsDef): void {
  const positionals = Object.values(known).filter(({ type }) => type === 'positional')
  // Citty also sets the key in camel case.
  const names = new Set(Object.keys(known).flatMap(name => [name, name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]))
  const unknown = [...Object.keys(args).filter(key => key !== '_' && !names.has(key)).map(key => `--${key}`), ...args._.slice(positionals.length)]
  if (unknown.length) throw new Error(`Unknown argument ${unknown[0]}. Nothing was done. Add --help to see the arguments of this command.`)
}
