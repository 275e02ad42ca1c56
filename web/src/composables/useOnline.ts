import { readonly, ref, type Ref } from 'vue'

const isOnline = ref(navigator.onLine)
window.addEventListener('online', () => (isOnline.value = true))
window.addEventListener('offline', () => (isOnline.value = false))

/** Whether the device has any network. It may have one and not reach the hall: calls tell that. */
export function useOnline(): Readonly<Ref<boolean>> {
  return readonly(isOnline)
}
