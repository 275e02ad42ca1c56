const STORE = 'hawker.table'

/** The table that was ordered to last. Only for this tab's life: the next visit is at another table. */
export function keptTable(): string {
  try {
    return sessionStorage.getItem(STORE) ?? ''
  } catch {
    return ''
  }
}

/** Remembers the table for the next order. */
export function keepTable(table: string): void {
  try {
    sessionStorage.setItem(STORE, table)
  } catch {
    // A browser that stores nothing: it is typed again.
  }
}
