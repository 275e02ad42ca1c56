import { QueryClient } from '@tanstack/vue-query'
import { isPassing } from './problem'

/** Reads are tried again only where trying again can help: a refusal stays a refusal. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Being offline is told by the call itself, so that a hall in a network without internet works.
        networkMode: 'always',
        retry: (failures, error) => isPassing(error) && failures < 3,
        staleTime: 15_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
