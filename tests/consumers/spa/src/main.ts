import { createApp } from 'vue'
import { createConnect, createPopupLinking } from 'nuxt-better-auth-connect/vue'
import 'nuxt-better-auth-connect/style.css'
import App from './App.vue'
import PopupPage from './PopupPage.vue'

if (location.pathname === '/popup') {
  createApp(PopupPage).mount('#app')
}
else {
  const inPopup = new URLSearchParams(location.search).has('popup')
  createApp(App)
    .use(createConnect({
      apiBasePath: import.meta.env.VITE_API_BASE_PATH,
      popup: inPopup ? createPopupLinking({ path: '/popup' }) : undefined,
    }))
    .mount('#app')
}
