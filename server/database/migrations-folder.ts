import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { useStorage } from 'nitropack/runtime'
import { dialect } from './dialect'

/**
 * Writes the migrations of the current dialect to a temporary folder, and deletes
 * it after `use`. The build contains the migrations as server assets, because a
 * deployed server has no checkout to read them from.
 */
export async function withMigrationsFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const assets = useStorage('assets:migrations')
  const folder = await mkdtemp(join(tmpdir(), 'connect-migrations-'))
  try {
    for (const key of await assets.getKeys(dialect())) {
      const path = join(folder, key.replaceAll(':', '/'))
      await mkdir(dirname(path), { recursive: true })
      const content = await assets.getItem(key)
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    }
    return await use(join(folder, dialect()))
  }
  finally {
    await rm(folder, { recursive: true, force: true })
  }
}
