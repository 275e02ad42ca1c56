import { watchPostEffect, type Ref } from 'vue'

/**
 * Tells the page how much of an edge of the window an element takes that stays in sight there, as the style's `--head`
 * or `--foot`: whatever else stays in sight stands beside it, and not behind it.
 */
export function useEdge(edge: 'head' | 'foot', element: Readonly<Ref<HTMLElement | null>>): void {
  watchPostEffect((onCleanup) => {
    if (element.value === null) return
    const { style } = document.documentElement
    const observer = new ResizeObserver(([entry]) => {
      style.setProperty(`--${edge}`, `${entry?.borderBoxSize[0]?.blockSize ?? 0}px`)
    })
    observer.observe(element.value)
    onCleanup(() => {
      observer.disconnect()
      style.removeProperty(`--${edge}`)
    })
  })
}
