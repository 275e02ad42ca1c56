/** Systems by what they write into their browser's name. Android also says Linux, and phones also say Mac. */
const SYSTEMS: readonly [mark: RegExp, name: string][] = [
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
]

/** Browsers, the ones that pretend to be others first. */
const BROWSERS: readonly [mark: RegExp, name: string][] = [
  [/Edg/, 'Edge'],
  [/OPR|Opera/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
]

/** A device as people call it, `Chrome, Android`, from what its browser says of itself. */
export function deviceName(userAgent: string): string {
  const names = [BROWSERS, SYSTEMS].map((known) => known.find(([mark]) => mark.test(userAgent))?.[1])
  const told = names.filter((name) => name !== undefined)
  return told.length > 0 ? told.join(', ') : userAgent
}
