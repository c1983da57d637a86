import type { AllowedComponentProps, Component, FunctionalComponent, VNodeProps } from 'vue'

/** What a thing means, as colour tells it; never by colour alone. */
export type Tone = 'neutral' | 'success' | 'warning' | 'danger'

/** A button, or a link that looks like one. Attributes and listeners go to the element itself. */
export interface ButtonProps {
  /** The thing to do, one among others, one that stays in the background, or one that ends something. @default 'secondary' */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  /** @default 'button' */
  type?: 'button' | 'submit'
  /** Makes it a link. */
  href?: string
  /** At work: it says so, and keeps the focus, which a disabled button would lose. @default false */
  busy?: boolean
  /** It cannot be pressed. @default false */
  disabled?: boolean
}

/** A short word on how something is doing. */
export interface BadgeProps {
  tone: Tone
}

/** Something to be told, set apart from the rest. */
export interface NoticeProps {
  tone: Tone
}

/** A surface of its own. */
export interface CardProps {
  /** Its element. @default 'div' */
  as?: 'div' | 'section'
}

/** A small round picture, or what stands in for it. Decoration: the name stands beside it. */
export interface AvatarProps {
  src?: string
  /** Stands in for the picture. */
  initial: string
}

/** A field of text. Attributes such as `id` and `aria-describedby` go to the `<input>`. */
export interface InputProps {
  modelValue: string
  type?: 'text' | 'email' | 'password'
  /** What is in it was refused. @default false */
  invalid?: boolean
}

/** A box to tick. Attributes such as `id` and `aria-describedby` go to what takes the focus. */
export interface CheckboxProps {
  modelValue: boolean
  /** @default false */
  disabled?: boolean
}

/** Takes the place of what is on its way. Decoration: its size comes with its class. */
export interface SkeletonProps {
  /** Its shape. @default 'text' */
  shape?: 'text' | 'circle' | 'block'
}

/** The building blocks all components are made of, and what each is told. */
export interface PrimitiveProps {
  Button: ButtonProps
  Badge: BadgeProps
  Notice: NoticeProps
  Card: CardProps
  Avatar: AvatarProps
  Input: InputProps
  Checkbox: CheckboxProps
  Skeleton: SkeletonProps
}

interface PrimitiveEmits {
  Input: { 'update:modelValue': (value: string) => void }
  Checkbox: { 'update:modelValue': (value: boolean) => void }
  Avatar: { error: () => void }
}

/** The blocks as a preset brings them: components of any kind that take these props. */
export type Primitives = { [Name in keyof PrimitiveProps]: Component<PrimitiveProps[Name]> }

/** What a template may give any of them beside their props. */
type Attributes = VNodeProps & AllowedComponentProps & { readonly [name: string]: unknown }

/** The blocks as components use them. */
export type RenderedPrimitives = {
  [Name in keyof PrimitiveProps]: FunctionalComponent<PrimitiveProps[Name] & Attributes, Name extends keyof PrimitiveEmits ? PrimitiveEmits[Name] : Record<never, never>, { default?: () => unknown }>
}

type Variants<Name extends string, Variant extends string> = Name | `${Name}-${Variant}`

/** A place in a component that is styled by class. */
export type Part
  // The native blocks, which bring their variants.
  = | Variants<'button', NonNullable<ButtonProps['variant']>>
    | Variants<'badge', Tone>
    | Variants<'notice', Tone | 'mark' | 'text'>
    | Variants<'avatar', 'image'>
    | Variants<'skeleton', NonNullable<SkeletonProps['shape']>>
    | 'card' | 'input' | 'checkbox'
  // Text.
    | 'hint' | 'label' | 'link' | 'code' | 'visually-hidden'
  // The card of a platform.
    | 'card-head' | 'card-title' | 'card-action' | 'icon-tile' | 'platform-icon' | 'features' | 'feature' | 'outcome' | 'setup' | 'setup-step'
  // Its accounts.
    | 'accounts' | 'empty' | 'account' | 'account-row' | 'account-text' | 'account-name' | 'account-title' | 'account-detail' | 'account-actions'
    | Variants<'account-status', 'neutral' | 'warning' | 'danger'>
    | 'confirm' | 'confirm-question' | 'confirm-actions'
  // Keys and permissions.
    | 'key-form' | 'key-row' | 'disclosure' | 'disclosure-summary'
    | 'permissions' | 'permissions-legend' | 'permission' | 'permission-text' | 'permission-label' | 'permission-badges'
  // Signing in and out.
    | 'auth' | 'auth-platforms' | 'auth-form' | 'auth-switch' | 'divider' | 'field'
    | 'user' | 'user-button' | 'user-name' | 'menu' | 'menu-head' | 'menu-item' | 'menu-error'
    | 'sandbox' | 'sandbox-text'

/** The classes of a part; empty for none. */
export type ClassOf = (part: Part) => string

/**
 * How the components look: the blocks they are made of, and the classes of
 * everything in between.
 */
export interface Preset {
  readonly primitives: Primitives
  readonly classOf: ClassOf
  /** The blocks with other classes. */
  readonly primitivesFor: (classOf: ClassOf) => Primitives
}

/** What may be changed of a preset. */
export interface PresetChanges {
  /** Blocks in place of the preset's own. */
  primitives?: Partial<Primitives>
  /** Classes by part, in place of the preset's own. */
  classes?: Partial<Record<Part, string>>
}

/**
 * A preset of your own.
 *
 * @param primitivesFor makes the blocks, styled by the classes of their parts; `nativePrimitives` makes plain HTML elements
 */
export function definePreset(classOf: ClassOf, primitivesFor: (classOf: ClassOf) => Primitives): Preset {
  return { classOf, primitivesFor, primitives: primitivesFor(classOf) }
}

/**
 * A preset with some of it changed.
 *
 * @example extendPreset(defaultPreset, { primitives: { Button: MyButton }, classes: { 'account-title': 'font-bold' } })
 */
export function extendPreset(preset: Preset, { primitives, classes }: PresetChanges): Preset {
  return definePreset(
    part => classes?.[part] ?? preset.classOf(part),
    classOf => ({ ...preset.primitivesFor(classOf), ...primitives }),
  )
}
