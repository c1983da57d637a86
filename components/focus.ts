const focusable = 'button, a[href], input, [tabindex]'

/** The element behind a template ref, whatever kind of component a preset has put there. */
export function elementOf(reference: unknown): HTMLElement | undefined {
  if (reference instanceof HTMLElement) return reference
  const root = (reference as { $el?: unknown } | null)?.$el
  return root instanceof HTMLElement ? root : undefined
}

/** Gives it the focus, or what in it can have it. */
export function focusOn(reference: unknown): void {
  const element = elementOf(reference)
  const target = element?.matches(focusable) ? element : element?.querySelector<HTMLElement>(focusable)
  target?.focus()
}
