import { de } from '../../ui/messages/de'
import type { Messages } from '../../ui/messages/messages'

function mark<T>(value: T): T {
  if (typeof value === 'string') return `«${value}»` as T
  if (typeof value === 'function') return ((...names: unknown[]) => mark(value(...names) as unknown)) as T
  if (Array.isArray(value)) return value.map(mark) as T
  return Object.fromEntries(Object.entries(value as object).map(([key, text]) => [key, mark(text as unknown)])) as T
}

/** Every text between marks, so that one without them is seen not to come from the messages. German, which has all of them. */
export const marked: Messages = { ...mark(de), locale: 'de' }
