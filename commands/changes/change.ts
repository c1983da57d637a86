import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file that `init` writes. */
export interface Change {
  /** Relative to the app's folder. */
  file: string
  why: string
  /** The text that is there now. Undefined if there is no file. */
  before?: string
  after: string
  /** A text that must not be shown. */
  secret?: string
}

/** Something that only a person can do. */
export interface Note {
  note: string
}

/** The text of a file of the app. Undefined if there is no file. */
export function readText(app: string, file: string): string | undefined {
  const path = join(app, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** Writes the file. A new file with a secret is readable by its owner only. */
export function write(app: string, { file, after, secret }: Change): void {
  const path = join(app, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, after, { mode: secret ? 0o600 : 0o666 })
}

/** The lines that a change removes and adds, without the secret. */
export function describeChange({ file, why, before = '', after, secret }: Change): string {
  const old = linesOf(before)
  const next = linesOf(secret ? after.replaceAll(secret, '(a generated secret)') : after)
  let start = 0
  while (start < Math.min(old.length, next.length) && old[start] === next[start]) start++
  let end = 0
  while (end < Math.min(old.length, next.length) - start && old.at(-1 - end) === next.at(-1 - end)) end++
  const removed = old.slice(start, old.length - end).map(line => `  - ${line}`)
  const added = next.slice(start, next.length - end).map(line => `  + ${line}`)
  return [`${before ? 'Change' : 'Create'} ${file}: ${why}`, ...removed, ...added].join('\n')
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** Adds lines at the end of a text. */
export function withLines(text: string | undefined, lines: readonly string[]): string {
  const start = text ? text.replace(/\n*$/, '\n') : ''
  return `${start}${lines.join('\n')}\n`
}
