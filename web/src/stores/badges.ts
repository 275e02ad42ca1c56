import { defineStore } from 'pinia'
import { ref } from 'vue'

/** The numbers beside the places of the navigation. The feature that knows one sets it. */
export const useBadges = defineStore('badges', () => {
  /** Orders of the customer that are still under way, or of the stall that wait for an answer. */
  const orders = ref(0)
  return { orders }
})
