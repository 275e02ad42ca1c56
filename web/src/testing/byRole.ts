/** Finds elements as people do: by what they are and what they are called. */
export function byRole(role: string, name?: string | RegExp): HTMLElement {
  const found = allByRole(role, name)
  const [first] = found
  if (first === undefined)
    throw new Error(`no ${role} is called ${String(name)} in ${document.body.innerHTML}`)
  if (found.length > 1) throw new Error(`${found.length} elements are ${role} ${String(name)}`)
  return first
}

/** The same, for none or many. */
export function allByRole(role: string, name?: string | RegExp): HTMLElement[] {
  const elements = [...document.body.querySelectorAll<HTMLElement>(SELECTORS[role] ?? `[role="${role}"]`)]
  return elements.filter((element) => matches(nameOf(element), name))
}

const SELECTORS: Record<string, string> = {
  button: 'button, [role="button"]',
  link: 'a[href], [role="link"]',
  heading: 'h1, h2, h3, h4',
  textbox: 'input:not([type]), input[type="text"], input[type="email"], input[type="password"], textarea',
  combobox: 'select, [role="combobox"]',
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute('aria-label') ?? labelOf(element) ?? element.textContent
  return label.replace(/\s+/g, ' ').trim()
}

function labelOf(element: HTMLElement): string | undefined {
  const ids = element.getAttribute('aria-labelledby')
  if (ids !== null)
    return ids
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' ')
  if (element.id === '') return undefined
  return document.querySelector(`label[for="${element.id}"]`)?.textContent
}

function matches(name: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true
  return typeof wanted === 'string' ? name === wanted : wanted.test(name)
}
