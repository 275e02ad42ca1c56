import { onScopeDispose, watch, type Ref } from 'vue'

const FLASH_MS = 1_000

/** Lets the tab's title change between its own and `text` while `text` is not empty. */
export function useTitleFlash(text: Readonly<Ref<string>>): void {
  let own: string | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  function rest(): void {
    clearInterval(timer)
    timer = undefined
    if (own !== undefined) document.title = own
    own = undefined
  }

  function flash(): void {
    // The page may have changed its title meanwhile; that is the one to go back to.
    if (document.title !== text.value) own = document.title
    document.title = document.title === text.value ? (own ?? '') : text.value
  }

  watch(
    text,
    (now) => {
      rest()
      if (now === '') return
      flash()
      timer = setInterval(flash, FLASH_MS)
    },
    { immediate: true },
  )
  onScopeDispose(rest)
}
