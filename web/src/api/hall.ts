import { useQuery } from '@tanstack/vue-query'
import { hallShow } from './generated'
import { queryKeys } from './queryKeys'

/** The hall, read once and shared by all that ask: its name, and what money and times are shown in. */
export function useHall() {
  return useQuery({
    queryKey: queryKeys.hall,
    queryFn: () => hallShow(),
    staleTime: Infinity,
    gcTime: Infinity,
  })
}
