import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { menuShowMenu, queryKeys } from '@/api'

/** The menus of all stalls: one call, kept by the browser under its ETag, for browsing, searching and each stall. */
const menu = { queryKey: queryKeys.menu, queryFn: () => menuShowMenu() }

/** The menus, asked for again when what is known of them is no longer fresh. */
export function useMenu() {
  return useQuery(menu)
}

/** Asks for the menus while the page that will show them is still on its way. */
export function askForMenu(): void {
  void useQueryClient().prefetchQuery(menu)
}
