const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
/** Number of repetitions for quantifiers without a maximum. */
const DEFAULT_COUNT = 24

/**
 * Generates a text that completely matches a regular expression. It supports the
 * usual parts of key patterns: characters, classes, groups, alternatives and quantifiers.
 *
 * @param choose returns the index of one of `count` possibilities
 * @returns undefined for a pattern with other parts, such as a lookahead
 */
export function matchingText(pattern: string, choose: (count: number) => number): string | undefined {
  let rest = pattern
  const take = (expression: RegExp): string | undefined => {
    const found = expression.exec(rest)?.[0]
    if (found !== undefined) rest = rest.slice(found.length)
    return found
  }

  function alternatives(): () => string {
    const found = [sequence()]
    while (take(/^\|/)) found.push(sequence())
    return () => found[choose(found.length)]!()
  }

  function sequence(): () => string {
    const parts: (() => string)[] = []
    while (rest && !/^[|)]/.test(rest)) parts.push(repeated())
    return () => parts.map(part => part()).join('')
  }

  function repeated(): () => string {
    const part = atom()
    const count = countOf(take(/^(?:[?*+]|\{\d+(?:,\d*)?\})\??/))
    return () => Array.from({ length: count }, part).join('')
  }

  function atom(): () => string {
    if (take(/^\((?:\?:|\?<\w+>|(?!\?))/)) {
      const inner = alternatives()
      take(/^\)/)
      return inner
    }
    if (take(/^[$^]/)) return () => ''
    const one = take(/^(?:\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|.)|.)/i)
    const isOne = new RegExp(`^(?:${one})$`)
    const possible = PRINTABLE.filter(character => isOne.test(character))
    const plain = possible.filter(character => /[a-z0-9]/i.test(character))
    const choices = plain.length ? plain : possible
    return () => choices[choose(choices.length)] ?? ''
  }

  try {
    const text = alternatives()()
    return new RegExp(`^(?:${pattern})$`).test(text) ? text : undefined
  }
  catch {
    // A part of an unsupported construct is not a valid regular expression.
    return undefined
  }
}

function countOf(quantifier: string | undefined): number {
  if (quantifier === undefined) return 1
  if (quantifier.startsWith('?')) return 0
  const [, least = '0', hasMost, most] = /^\{(\d+)(,(\d*))?\}/.exec(quantifier) ?? [undefined, quantifier.startsWith('+') ? '1' : '0', ',']
  if (!hasMost) return Number(least)
  return Math.max(Number(least), Math.min(most ? Number(most) : Infinity, DEFAULT_COUNT))
}
