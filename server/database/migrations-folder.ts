import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { useStorage } from 'nitropack/runtime'
import { dialect } from './dialect'

/**
 * Lends the migrations of this dialect as the folder Drizzle reads them from.
 * They travel inside the build as server assets, since a deployed server has no
 * checkout to read.
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
