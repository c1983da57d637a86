import { de } from '../../ui/messages/de'
import type { Messages } from '../../ui/messages/messages'

/** Puts every text in `value` between marks. */
export function mark<T>(value: T): T {
  if (typeof value === 'string') return `«${value}»` as T
  if (typeof value === 'function') return ((...names: unknown[]) => mark(value(...names) as unknown)) as T
  if (Array.isArray(value)) return value.map(mark) as T
  return Object.fromEntries(Object.entries(value as object).map(([key, text]) => [key, mark(text as unknown)])) as T
}

/** A private-use language tag, so that the texts of platforms can be marked, too. `Intl` treats it as German. */
export const markedLocale = 'de-x-marked'

/** The German messages between marks. A text without marks on the page does not come from the messages. */
export const marked: Messages = { ...mark(de), locale: markedLocale }
