import type { Role } from '@/api'

/** Where each role begins. */
export const HOMES: Record<Role, string> = { customer: '/', vendor: '/stall/orders', superadmin: '/floor' }
