import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

/**
 * Everything axe finds wrong on a page, with all of its default rules but these.
 * Two settings save six of seven seconds on a large page and change no finding: axe describes
 * only the elements that violate a rule, not all that pass, and finishes in the page itself,
 * which is enough where no frames from other origins are on it.
 */
export async function findViolations(page: Page, { except = [] }: { except?: string[] } = {}): Promise<Violation[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).disableRules(except).setLegacyMode(true)
  return (await axe.analyze()).violations
}

/** The same in a line for each rule, to compare with an empty list. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  return (await findViolations(page)).map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
