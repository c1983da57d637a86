import { defineConnector } from 'nuxt-better-auth-connect/platforms'

export default defineConnector({
  // Acme answers 410 when the user has removed the app.
  isRefusal: status => status === 410,
})
