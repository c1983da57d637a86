import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { loadNuxt } from '@nuxt/kit'
import { expect, it } from 'vitest'
import { platforms } from '../../shared/platforms'
import { chosenPlatforms } from '../../modules/connect/build-platforms'

it.each([
  [{ pages: ['logn'] }, 'connect.pages in nuxt.config has the unknown value \'logn\'. Use index, login, integrations, integrations-platform, account.'],
  [{ preset: 'nuxtui' }, 'connect.preset in nuxt.config has the unknown value \'nuxtui\'. Use default, tailwind, nuxt-ui.'],
  [{ locale: 'fr' }, 'connect.locale in nuxt.config has the unknown value \'fr\'. Use en, de.'],
  [{ platforms: ['myspace'] }, `connect.platforms in nuxt.config has the unknown platform 'myspace'. Use ${Object.keys(platforms).join(', ')}.`],
  [{ preset: 'nuxt-ui' }, 'connect.preset in nuxt.config is \'nuxt-ui\': install @nuxt/ui and add it to the modules there.'],
])('says what is wrong with %j', async (connect, message) => {
  await expect(loadNuxt({ cwd: resolve('.'), overrides: { connect: connect as object } })).rejects.toThrow(message)
})

it('says that it works at the root alone', async () => {
  await expect(loadNuxt({ cwd: resolve('.'), overrides: { app: { baseURL: '/app/' } } })).rejects.toThrow('app.baseURL in nuxt.config is \'/app/\'')
})

it('takes the platforms that the app lists, and not those that a layer of it lists', async () => {
  // Among our files, so that Nuxt is found from there.
  const app = await mkdtemp(resolve('.nuxt/app-'))
  const config = (content: object) => `export default ${JSON.stringify(content)}\n`
  await mkdir(join(app, 'layer'))
  await writeFile(join(app, 'layer/nuxt.config.ts'), config({ connect: { platforms: ['reddit', 'x'] } }))
  await writeFile(join(app, 'nuxt.config.ts'), config({ extends: ['./layer', `${resolve('.')}/`], connect: { platforms: ['x'] } }))
  try {
    const nuxt = await loadNuxt({ cwd: app })
    expect((await chosenPlatforms(nuxt)).map(({ definition }) => definition.id)).toEqual(['x'])
    await nuxt.close()
  }
  finally {
    await rm(app, { recursive: true })
  }
})
