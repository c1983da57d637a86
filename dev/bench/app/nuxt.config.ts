import { defineNuxtConfig } from 'nuxt/config'

/**
 * The project as a layer, with additional routes for the benchmark. It is a separate
 * build, so that these routes are not in the product.
 */
export default defineNuxtConfig({
  // The trailing slash is required: without it, the loader treats `../..` as a file.
  extends: ['../../../'],
})
