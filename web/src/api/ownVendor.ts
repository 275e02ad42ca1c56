import { useQuery } from '@tanstack/vue-query'
import { vendorShow } from './generated'
import { queryKeys } from './queryKeys'

/** No event tells of a pause, so whoever shows it asks now and then. */
const ASK_EVERY_MS = 30_000

/** The stall of whoever is signed in: its name, and whether it takes orders. */
export function useOwnVendor() {
  return useQuery({
    queryKey: queryKeys.ownVendor,
    queryFn: async () => (await vendorShow()).vendor,
    refetchInterval: ASK_EVERY_MS,
  })
}
