import type { Router } from 'vue-router'
import { useSession } from '@/stores/session'
import { onUnauthenticated } from '@/api/client'

/** A session that ended elsewhere (a password change, a stall that was switched off) leads to where one signs in. */
export function leaveWhenSessionEnds(router: Router): void {
  onUnauthenticated(() => {
    const session = useSession()
    if (session.user === null) return
    session.forget()
    const { fullPath, meta } = router.currentRoute.value
    if (meta.role !== undefined) void router.push({ path: '/sign-in', query: { next: fullPath } })
  })
}
