import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { adminShowManagedVendor, adminUpdateVendor, queryKeys } from '@/api'
import type { ManagedVendor, VendorChange } from '@/api'

/** One stall with its staff. */
export function useVendor(id: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => queryKeys.adminVendor(toValue(id))),
    queryFn: () => adminShowManagedVendor({ path: { id: toValue(id) } }),
  })
}

/** Changing a stall, and what is kept of it: the list and the floor are read anew. */
export function useVendorChange() {
  const queryClient = useQueryClient()

  function keep(vendor: ManagedVendor): void {
    queryClient.setQueryData(queryKeys.adminVendor(vendor.id), vendor)
    void queryClient.invalidateQueries({ queryKey: queryKeys.adminVendors() })
    void queryClient.invalidateQueries({ queryKey: queryKeys.floor })
  }

  async function change(id: number, body: VendorChange): Promise<ManagedVendor> {
    const vendor = await adminUpdateVendor({ path: { id }, body })
    keep(vendor)
    return vendor
  }

  return { change, keep }
}
