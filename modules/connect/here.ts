import { fileURLToPath } from 'node:url'

/** The absolute path of a file of this package. */
export function here(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
