import type { Order } from '@/api'
import { i18n } from '@/i18n'

/** Says what happened to an order while this screen wanted something else, and who did it. */
export function meanwhileText(order: Order): string {
  const { t } = i18n.global
  const isByStall = order.changed_by === 'vendor'
  const name = isByStall ? order.changed_by_name : undefined
  const who = name ?? t(`common.party.${order.changed_by}`)
  const what = isRecalled(order) ? 'recalled' : order.status
  const text = t(`counter.meanwhile.${what}`, { number: order.number, who })
  return isByStall ? t('counter.meanwhile.elsewhere', { text }) : text
}

/** Whether an order that is being made was ready before. */
export function isRecalled(order: Order): boolean {
  return order.status === 'accepted' && order.ready_at != null
}

/** Who brought an order to where it stands, in a few words; nothing where that goes without saying. */
export function lastMoveText(order: Order): string {
  const name = order.changed_by_name
  if (order.changed_by !== 'vendor' || name == null) return ''
  return i18n.global.t(`counter.by.${isRecalled(order) ? 'recalled' : order.status}`, { who: name })
}
