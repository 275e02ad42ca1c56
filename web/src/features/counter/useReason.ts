import { ref } from 'vue'
import type { Reason } from '@/api'
import type { Why } from './moves'
import type { Question } from './useAsking'

/** The answer to why an order ends here. Where nobody came there is but one reason. */
export function useReason(question: () => Question, answer: (why: Why) => void) {
  const reason = ref<Reason>()
  const text = ref('')
  const restock = ref(false)
  const isMissing = ref(false)

  function submit(): void {
    const chosen = question() === 'no-show' ? 'no_show' : reason.value
    isMissing.value = chosen === undefined
    if (chosen === undefined) return
    const words = text.value.trim()
    answer({
      reason: chosen,
      ...(words === '' ? {} : { text: words }),
      ...(question() === 'cancel' ? { restock: restock.value } : {}),
    })
  }

  return { reason, text, restock, isMissing, submit }
}
