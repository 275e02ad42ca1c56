/**
 * Money and time as people write them. Amounts are whole minor units; times are shown in the hall's zone, whatever
 * the clock of the phone says.
 */

/** An amount in minor units, as `₱480.00`. */
export function formatMoney(minor: number, currency: string, locale: string): string {
  return moneyFormat(currency, locale).format(majorUnits(minor, currency))
}

/** How many decimals a currency has: 2 for PHP, 0 for JPY. */
function decimalsOf(currency: string): number {
  return moneyFormat(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2
}

/** As decimal text, which `Intl` formats exactly; a number would have been rounded before. */
function majorUnits(minor: number, currency: string): Intl.StringNumericLiteral {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const part = decimals > 0 ? `.${digits.slice(-decimals)}` : ''
  return `${minor < 0 ? '-' : ''}${whole}${part}` as Intl.StringNumericLiteral
}

/** A moment as its time of day, `18:04`, in the hall's zone, or the device's where the hall's has no name. */
export function formatTime(moment: string | number, zone: string | undefined, locale: string): string {
  return clockFormat(zone, locale).format(new Date(moment))
}

/** A moment as day and time. */
export function formatDateTime(moment: string | number, zone: string | undefined, locale: string): string {
  return dateTimeFormat(zone, locale).format(new Date(moment))
}

/** How long something took or lasts, as `45 s`, `12 min`, `2 hr 5 min`. */
export function formatDuration(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return unit(whole, 'second', locale)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return unit(minutes, 'minute', locale)
  const rest = minutes % 60
  const hours = unit(Math.floor(minutes / 60), 'hour', locale)
  return rest === 0 ? hours : `${hours} ${unit(rest, 'minute', locale)}`
}

function unit(value: number, name: 'second' | 'minute' | 'hour', locale: string): string {
  return unitFormat(name, locale).format(value)
}

// Formats are dear to make and asked for by each row of a list.
const moneyFormat = kept(
  (currency: string, locale) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
)
const clockFormat = kept(
  (zone: string | undefined, locale) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
)
const dateTimeFormat = kept(
  (zone: string | undefined, locale) =>
    new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
)
const unitFormat = kept(
  (name: string, locale) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }),
)

function kept<What, Format>(
  make: (what: What, locale: string) => Format,
): (what: What, locale: string) => Format {
  const made = new Map<string, Format>()
  return (what, locale) => {
    const key = `${String(what)} ${locale}`
    const format = made.get(key) ?? make(what, locale)
    made.set(key, format)
    return format
  }
}
