/**
 * What a guest sees before the app has begun: the menu as it stands while it loads, in each language. The build
 * (tools/firstFrame.ts) runs this module once and puts its markup into the page, so it is drawn by the same
 * components as the app's own first frame, and one takes the place of the other without a movement.
 */
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { createQueryClient } from '@/api/queryClient'
import { i18n, language, LANGUAGES, loadTexts, type Language } from '@/i18n'
import App from './App.vue'
import { createPages } from './router'

/** The markup for each language. */
export const frames: Partial<Record<Language, string>> = {}
for (const each of Object.keys(LANGUAGES) as Language[]) frames[each] = await draw(each)

async function draw(into: Language): Promise<string> {
  language.value = into
  i18n.global.locale.value = into as typeof i18n.global.locale.value
  await loadTexts(['common', 'customer'])
  const app = createSSRApp(App)
  const router = createPages()
  app.use(VueQueryPlugin, { queryClient: createQueryClient() })
  app.use(createPinia())
  app.use(i18n)
  app.use(router)
  await router.push('/')
  return withoutMarks(await renderToString(app))
}

/** Without what is for hydration or for XML, and without names that the app's own elements will have. */
function withoutMarks(markup: string): string {
  return markup.replaceAll(/<!--.*?-->| (id|xmlns)="[^"]*"/g, '')
}
