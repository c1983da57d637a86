const focusable = 'button, a[href], input, [tabindex]'

/** The element of a template ref, for any kind of component of a preset. */
export function elementOf(reference: unknown): HTMLElement | undefined {
  if (reference instanceof HTMLElement) return reference
  const root = (reference as { $el?: unknown } | null)?.$el
  return root instanceof HTMLElement ? root : undefined
}

/** Focuses the element, or the first focusable element in it. */
export function focusOn(reference: unknown): void {
  const element = elementOf(reference)
  const target = element?.matches(focusable) ? element : element?.querySelector<HTMLElement>(focusable)
  target?.focus()
}
