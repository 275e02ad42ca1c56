import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import { useSession } from '@/stores/session'
import { nextPath } from './nextPath'

/** The ways in (signing in, registering, a link) lead to each other, and none forgets where one was going. */
export function useWayIn() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()

  function wayTo(path: '/sign-in' | '/register' | '/forgot-password'): RouteLocationRaw {
    const next = route.query['next']
    return { path, query: typeof next === 'string' ? { next } : {} }
  }

  /** On to where one was going, now that one is in. */
  async function goOn(): Promise<void> {
    await router.replace(nextPath(route.query['next'], session.role))
  }

  return { wayTo, goOn }
}
