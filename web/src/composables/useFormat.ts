import { useI18n } from 'vue-i18n'
import { useHall } from '@/api/hall'
import { formatDateTime, formatDuration, formatMoney, formatTime } from '@/lib/format'

/** Writes money and times in the hall's currency and zone and the person's language; empty until the hall is known. */
export function useFormat() {
  const { locale } = useI18n()
  const { data: hall } = useHall()

  /** Answers carry their own currency; the hall's is for sums that are made here. */
  function money(minor: number, currency = hall.value?.currency): string {
    return currency === undefined ? '' : formatMoney(minor, currency, locale.value)
  }

  function time(moment: string | number): string {
    return hall.value === undefined ? '' : formatTime(moment, hall.value.time_zone ?? undefined, locale.value)
  }

  function dateTime(moment: string | number): string {
    return hall.value === undefined
      ? ''
      : formatDateTime(moment, hall.value.time_zone ?? undefined, locale.value)
  }

  function duration(seconds: number): string {
    return formatDuration(seconds, locale.value)
  }

  return { money, time, dateTime, duration }
}
