/** The app made of Nuxt UI that extends the project, and has the gallery in it. */
export const galleryApp = 'tests/fixtures/gallery'

/** The gallery's page of each preset. */
export const galleryPages = { 'default': '/gallery', 'tailwind': '/gallery/tailwind', 'nuxt-ui': '/gallery/nuxt-ui' } as const
