import type { FunctionalComponent, SetupContext, VNode } from 'vue'

type Render<Props> = (props: Props, context: Pick<SetupContext, 'slots' | 'attrs' | 'emit'>) => VNode

/** The props by name, so that an attribute without a value counts as true where it is meant to. */
type Declarations<Props> = { [Name in keyof Required<Props>]: boolean extends Props[Name] ? typeof Boolean : typeof String }

/**
 * A block as a function of its props. Attributes and listeners land on the
 * element it renders, and so does a `ref` to it.
 */
export function definePrimitive<Props extends object>(props: Declarations<Props>, render: Render<Props>, emits: string[] = []): FunctionalComponent<Props> {
  return Object.assign(render as FunctionalComponent<Props>, { props, emits })
}
