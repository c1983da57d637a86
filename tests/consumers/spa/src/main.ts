import { createApp, h } from 'vue'
import { createAuthClient } from 'better-auth/vue'
import { createConnect, createPopupLinking, IntegrationProvider } from 'vue-better-auth-connect'
import type { BearerOptions } from 'vue-better-auth-connect'
import 'vue-better-auth-connect/style.css'
import AllComponents from './AllComponents.vue'
import App from './App.vue'
import PopupPage from './PopupPage.vue'

const bearer: BearerOptions = {
  get: () => sessionStorage.getItem('session'),
  set: token => token ? sessionStorage.setItem('session', token) : sessionStorage.removeItem('session'),
}

if (location.pathname === '/popup') {
  createApp(PopupPage).mount('#app')
}
else {
  // The ways to set it up, by what the address asks for.
  const asked = new URLSearchParams(location.search)
  const apiBasePath: string = import.meta.env.VITE_API_BASE_PATH
  const authClient = createAuthClient({ baseURL: apiBasePath, basePath: '/api/auth' })
  const options = {
    popup: asked.has('popup') ? createPopupLinking({ path: '/popup', timeout: Number(asked.get('popup')) || undefined }) : undefined,
    bearer: asked.has('bearer') ? bearer : undefined,
  }
  const root = location.pathname === '/components' ? AllComponents : App
  const app = asked.has('provider')
    ? createApp({ render: () => h(IntegrationProvider, { apiBasePath, options }, () => h(root)) })
    : createApp(root).use(createConnect({ apiBasePath, ...options, authClient: asked.has('auth-client') ? authClient : undefined }))
  app.mount('#app')
  Object.assign(window, { app, authClient })
}
