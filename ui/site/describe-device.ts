// The order matters: browsers also name the browsers they derive from.
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
 * Browser and system in a `User-Agent` header, so that users recognize their
 * devices. For other programs, it is the name of the program.
 */
export function describeDevice(userAgent = ''): { browser?: string, system?: string } {
  const find = (list: typeof browsers) => list.find(([, sign]) => sign.test(userAgent))?.[0]
  return { browser: find(browsers) ?? /^(?!Mozilla)([\w.-]{1,30})(?:\/|$)/.exec(userAgent)?.[1], system: find(systems) }
}
