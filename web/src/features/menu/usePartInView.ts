import { nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'

/** How long a jump to a part may scroll before scrolling counts as the reader's own again. */
const JUMP_MS = 700

/** Which part of a long page is being read, and the way to another. A part is the element with its id. */
export function usePartInView(ids: Ref<readonly string[]>) {
  const current = ref(ids.value[0] ?? '')
  let isJumping = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let observer: IntersectionObserver | undefined

  function watchParts(): void {
    observer?.disconnect()
    // A part is being read while it crosses the upper third of the window.
    observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting)
        if (entered && !isJumping) current.value = entered.target.id
      },
      { rootMargin: '-25% 0px -74% 0px' },
    )
    for (const id of ids.value) {
      const part = document.getElementById(id)
      if (part) observer.observe(part)
    }
  }

  function jump(id: string): void {
    const part = document.getElementById(id)
    if (!part) return
    current.value = id
    isJumping = true
    clearTimeout(timer)
    timer = setTimeout(() => (isJumping = false), JUMP_MS)
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    part.scrollIntoView({ behavior: isCalm ? 'auto' : 'smooth', block: 'start' })
    // The keyboard goes on from there.
    part.focus({ preventScroll: true })
  }

  watch(
    ids,
    async (now) => {
      if (!now.includes(current.value)) current.value = now[0] ?? ''
      await nextTick()
      watchParts()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    observer?.disconnect()
    clearTimeout(timer)
  })

  return { current, jump }
}
