import type { toast as Toast } from 'vue-sonner'

type Kind = 'success' | 'error' | 'warning' | 'info' | 'dismiss'

let stands: () => void = () => undefined
const standing = new Promise<void>((resolve) => (stands = resolve))

/** Where toasts appear is there now: what was told before is shown. `AppToaster` says it. */
export function toasterStands(): void {
  stands()
}

/**
 * Tells something in passing. What makes toasts is loaded after the first page is shown; what is told before that
 * waits for it, in order, and is not lost.
 */
export const toast = Object.assign((...told: Parameters<typeof Toast>) => tell((sonner) => sonner(...told)), {
  success: teller('success'),
  error: teller('error'),
  warning: teller('warning'),
  info: teller('info'),
  dismiss: teller('dismiss'),
})

function teller<Of extends Kind>(kind: Of) {
  return (...told: Parameters<(typeof Toast)[Of]>): void =>
    tell((sonner) => (sonner[kind] as (...args: typeof told) => unknown)(...told))
}

function tell(by: (sonner: typeof Toast) => unknown): void {
  void standing.then(async () => by((await import('vue-sonner')).toast))
}
