import { nextTick } from 'vue'

/** Simulated user actions. */

/** Waits until pending updates are done. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(resolve => setTimeout(resolve, 10))
    await nextTick()
  }
}

function find<T extends HTMLElement>(within: HTMLElement, selector: string): T {
  const found = within.querySelector<T>(selector)
  if (!found) throw new Error(`The gallery entry has no element ${selector}.`)
  return found
}

/** Clicks a button, by default the last one. */
export async function press(within: HTMLElement, which = -1): Promise<void> {
  const button = [...within.querySelectorAll<HTMLElement>('button:not([role]), summary')].at(which)
  if (!button) throw new Error('The gallery entry has no button to click.')
  button.click()
  await settle()
}

/** Writes into a field. */
export async function type(within: HTMLElement, selector: string, text: string): Promise<void> {
  const field = find<HTMLInputElement>(within, selector)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
}

/** Sends the form. */
export async function submit(within: HTMLElement): Promise<void> {
  find<HTMLFormElement>(within, 'form').requestSubmit()
  await settle()
}
