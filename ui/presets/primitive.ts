import type { FunctionalComponent, SetupContext, VNode } from 'vue'

type Render<Props> = (props: Props, context: Pick<SetupContext, 'slots' | 'attrs' | 'emit'>) => VNode

/** The types of the props, so that Vue treats an attribute without a value as true. */
type Declarations<Props> = { [Name in keyof Required<Props>]: boolean extends Props[Name] ? typeof Boolean : typeof String }

/**
 * A building block as a function of its props. Attributes, listeners and `ref`
 * apply to the element it renders.
 */
export function definePrimitive<Props extends object>(props: Declarations<Props>, render: Render<Props>, emits: string[] = []): FunctionalComponent<Props> {
  return Object.assign(render as FunctionalComponent<Props>, { props, emits })
}
