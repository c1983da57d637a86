import { resolve } from 'node:path'
import { loadNuxt } from '@nuxt/kit'
import { expect, it } from 'vitest'

it.each([
  [{ pages: ['logn'] }, 'connect.pages in nuxt.config knows no \'logn\', only index, login, integrations, integrations-platform, account.'],
  [{ preset: 'nuxtui' }, 'connect.preset in nuxt.config knows no \'nuxtui\', only default, tailwind, nuxt-ui.'],
  [{ locale: 'fr' }, 'connect.locale in nuxt.config knows no \'fr\', only en, de.'],
  [{ preset: 'nuxt-ui' }, 'connect.preset in nuxt.config is \'nuxt-ui\': install @nuxt/ui and add it to the modules there.'],
])('says what is wrong with %j', async (connect, message) => {
  await expect(loadNuxt({ cwd: resolve('.'), overrides: { connect: connect as object } })).rejects.toThrow(message)
})

it('says that it works at the root alone', async () => {
  await expect(loadNuxt({ cwd: resolve('.'), overrides: { app: { baseURL: '/app/' } } })).rejects.toThrow('app.baseURL in nuxt.config is \'/app/\'')
})
