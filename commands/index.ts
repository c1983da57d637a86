import { defineCommand, runMain } from 'citty'
import packageJson from '../package.json'

/** The commands by name, in the order of the help. Each file is loaded when its command is run. */
export const commands = {
  init: () => import('./init').then(({ init }) => init),
  doctor: () => import('./doctor').then(({ doctor }) => doctor),
  migrate: () => import('./migrate').then(({ migrate }) => migrate),
  reseal: () => import('./reseal').then(({ reseal }) => reseal),
  backup: () => import('./backup').then(({ backup }) => backup),
  restore: () => import('./restore').then(({ restore }) => restore),
  sandbox: () => import('./sandbox').then(({ sandbox }) => sandbox),
}

/** `nuxt-better-auth-connect`. */
const main = defineCommand({
  meta: { name: packageJson.name, version: packageJson.version, description: packageJson.description },
  subCommands: commands,
})

/** Runs the command that `process.argv` names, in the app's folder: the working directory. */
export function run(): Promise<void> {
  return runMain(main)
}
