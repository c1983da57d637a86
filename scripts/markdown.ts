/** A Markdown table, with the empty lines around it. */
export function table(heads: readonly string[], rows: readonly string[][]): string {
  const lines = [heads, heads.map(() => '---'), ...rows].map(cells => `|${cells.map(cell => cell && ` ${cell}`).join(' |')} |`)
  return `\n\n${lines.join('\n')}\n\n`
}

/** Words as a list in a sentence: `a, b and c`. */
export function inSentence(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
