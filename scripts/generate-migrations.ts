import { spawnSync } from 'node:child_process'

/**
 * `npm run db:generate [-- --name what_changed]`: writes the migrations of a
 * schema change for both dialects. drizzle-kit only compares files here. It does
 * not connect to a database.
 */
const databaseUrls = { sqlite: '', postgresql: 'postgresql://localhost/generate' }

for (const [dialect, DATABASE_URL] of Object.entries(databaseUrls)) {
  const { status } = spawnSync('drizzle-kit', ['generate', ...process.argv.slice(2)], {
    env: { ...process.env, DATABASE_URL },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error(`Generating the ${dialect} migration failed. See the output of drizzle-kit above.`)
    process.exit(status ?? 1)
  }
}
