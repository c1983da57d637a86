// In this order: browsers name those they descend from as well.
const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\//],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

/**
 * What a `User-Agent` header says of a browser, for people: enough to know one's
 * own devices apart, no more. A program that is no browser goes by its own name.
 */
export function describeDevice(userAgent = ''): { browser?: string, system?: string } {
  const find = (list: typeof browsers) => list.find(([, sign]) => sign.test(userAgent))?.[0]
  return { browser: find(browsers) ?? /^(?!Mozilla)([\w.-]{1,30})(?:\/|$)/.exec(userAgent)?.[1], system: find(systems) }
}
