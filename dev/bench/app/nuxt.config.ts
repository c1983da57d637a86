import { defineNuxtConfig } from 'nuxt/config'

/**
 * The project, taken as a layer, with two more routes to measure it against.
 * A build of its own: none of this is in the product's.
 */
export default defineNuxtConfig({
  // With the slash: without it the loader takes `../..` for a file.
  extends: ['../../../'],
})
