import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { heldWrites } from '@/api'
import { createQueryClient } from '@/api/queryClient'
import { i18n, startLanguage } from '@/i18n'
import { tellOfRefusedWrites } from '@/tellOfRefusedWrites'
import App from './App.vue'
import { leaveWhenSessionEnds } from './leaveWhenSessionEnds'
import { createPages } from './router'
import './styles/main.css'

async function start(): Promise<void> {
  const app = createApp(App)
  const router = createPages()
  app.use(VueQueryPlugin, { queryClient: createQueryClient() })
  app.use(createPinia())
  app.use(i18n)
  await startLanguage()
  app.use(router)
  leaveWhenSessionEnds(router)
  tellOfRefusedWrites()
  heldWrites.start()
  app.mount('#app')
}

void start()

// A page without https has no service workers; everything but opening the app without a network works there too.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'))
}
