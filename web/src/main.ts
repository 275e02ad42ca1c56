import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { heldWrites } from '@/api'
import { createQueryClient } from '@/api/queryClient'
import { i18n, startLanguage } from '@/i18n'
import { nextTask, whenPainted } from '@/lib/tasks'
import { tellOfRefusedWrites } from '@/tellOfRefusedWrites'
import App from './App.vue'
import { leaveWhenSessionEnds } from './leaveWhenSessionEnds'
import { createPages } from './router'
import './styles/main.css'

/** In several tasks: a phone is slow enough that what begins the app would else hold up its screen. */
async function start(): Promise<void> {
  await whenPainted()
  const router = createPages()
  await nextTask()
  const app = createApp(App)
  app.use(VueQueryPlugin, { queryClient: createQueryClient() })
  app.use(createPinia())
  app.use(i18n)
  await startLanguage()
  await nextTask()
  app.use(router)
  leaveWhenSessionEnds(router)
  tellOfRefusedWrites()
  heldWrites.start()
  app.mount('#app')
  await router.isReady().catch(() => undefined)
  await nextTask()
  takePlaceOfFirstFrame()
}

/** The first page stands, or what is shown instead of one that failed: what the page began with is done. */
function takePlaceOfFirstFrame(): void {
  delete document.documentElement.dataset['begins']
  document.querySelectorAll('.first-frame').forEach((frame) => frame.remove())
}

void start()

// A page without https has no service workers; everything but opening the app without a network works there too.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'))
}
