import { useQuery } from '@tanstack/vue-query'
import { menuShowMenu, queryKeys } from '@/api'

/** The menus of all stalls: one call, kept by the browser under its ETag, for browsing, searching and each stall. */
export function useMenu() {
  return useQuery({ queryKey: queryKeys.menu, queryFn: () => menuShowMenu() })
}
