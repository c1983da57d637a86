import { spawnSync } from 'node:child_process'

/**
 * `npm run db:generate [-- --name what_changed]`: writes the migrations of a
 * schema change for both dialects, so that neither is forgotten. Generating
 * compares files only; it connects to no database.
 */
const databaseUrls = { sqlite: '', postgresql: 'postgresql://localhost/generate' }

for (const [dialect, DATABASE_URL] of Object.entries(databaseUrls)) {
  const { status } = spawnSync('drizzle-kit', ['generate', ...process.argv.slice(2)], {
    env: { ...process.env, DATABASE_URL },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error(`Generating the ${dialect} migration failed.`)
    process.exit(status ?? 1)
  }
}
