import type { Role } from '@/api'
import { HOMES } from '@/stores/homes'

/** Where to go after signing in: where one was going, but never to another site, else to where the role begins. */
export function nextPath(wanted: unknown, role: Role | null): string {
  const isOwnPath = typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted)
  if (isOwnPath) return wanted
  return role === null ? '/' : HOMES[role]
}
