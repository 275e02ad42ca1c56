/** How a stall stands in the hall. */
export type VendorState = 'open' | 'paused' | 'inactive'

/** A stall that is switched off is nothing else besides. */
export function vendorState(vendor: { is_active: boolean; is_paused: boolean }): VendorState {
  if (!vendor.is_active) return 'inactive'
  return vendor.is_paused ? 'paused' : 'open'
}
