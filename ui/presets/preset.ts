import type { AllowedComponentProps, Component, FunctionalComponent, VNodeProps } from 'vue'

/** The meaning of a color. A text always says the same. */
export type Tone = 'neutral' | 'success' | 'warning' | 'danger'

/** A button, or a link that looks like a button. Attributes and listeners apply to the element. */
export interface ButtonProps {
  /** The main action, another action, a less important one, or a destructive one. @default 'secondary' */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  /** @default 'button' */
  type?: 'button' | 'submit'
  /** The address of a link. */
  href?: string
  /** Its action is under way. The button keeps the focus, which a disabled button would lose. @default false */
  busy?: boolean
  /** The button is disabled. @default false */
  disabled?: boolean
}

/** A short status. */
export interface BadgeProps {
  tone: Tone
}

/** A message that stands out. */
export interface NoticeProps {
  tone: Tone
}

/** A card. */
export interface CardProps {
  /** The element. @default 'div' */
  as?: 'div' | 'section'
}

/** A small round picture, or a letter. It is decorative, because the name is beside it. */
export interface AvatarProps {
  src?: string
  /** The letter that replaces a missing picture. */
  initial: string
}

/** A text field. Attributes such as `id` and `aria-describedby` apply to the `<input>`. */
export interface InputProps {
  modelValue: string
  type?: 'text' | 'email' | 'password'
  /** The value was refused. @default false */
  invalid?: boolean
}

/** A checkbox. Attributes such as `id` and `aria-describedby` apply to the focusable element. */
export interface CheckboxProps {
  modelValue: boolean
  /** @default false */
  disabled?: boolean
}

/** A placeholder for content that is loaded. It is decorative. Its class sets its size. */
export interface SkeletonProps {
  /** The shape. @default 'text' */
  shape?: 'text' | 'circle' | 'block'
}

/** The building blocks of all components, with their props. */
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

/** The building blocks of a preset: components of any kind that take these props. */
export type Primitives = { [Name in keyof PrimitiveProps]: Component<PrimitiveProps[Name]> }

/** Attributes that templates may add to the props. */
type Attributes = VNodeProps & AllowedComponentProps & { readonly [name: string]: unknown }

/** The building blocks, with types for templates. */
export type RenderedPrimitives = {
  [Name in keyof PrimitiveProps]: FunctionalComponent<PrimitiveProps[Name] & Attributes, Name extends keyof PrimitiveEmits ? PrimitiveEmits[Name] : Record<never, never>, { default?: () => unknown }>
}

type Variants<Name extends string, Variant extends string> = Name | `${Name}-${Variant}`

/** A part of a component that has classes. */
export type Part
  // Native building blocks with their variants.
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

/** Returns the classes of a part; an empty string for none. */
export type ClassOf = (part: Part) => string

/**
 * The look of the components: their building blocks, and the classes of all
 * other parts.
 */
export interface Preset {
  readonly primitives: Primitives
  readonly classOf: ClassOf
  /** Creates the building blocks with other classes. */
  readonly primitivesFor: (classOf: ClassOf) => Primitives
}

/** Changes to a preset. */
export interface PresetChanges {
  /** Building blocks that replace those of the preset. */
  primitives?: Partial<Primitives>
  /** Classes by part, which replace those of the preset. */
  classes?: Partial<Record<Part, string>>
}

/**
 * Defines a preset.
 *
 * @param primitivesFor creates the building blocks, styled by the classes of their parts; `nativePrimitives` creates plain HTML elements
 */
export function definePreset(classOf: ClassOf, primitivesFor: (classOf: ClassOf) => Primitives): Preset {
  return { classOf, primitivesFor, primitives: primitivesFor(classOf) }
}

/**
 * Creates a preset from another one, with changes.
 *
 * @example extendPreset(defaultPreset, { primitives: { Button: MyButton }, classes: { 'account-title': 'font-bold' } })
 */
export function extendPreset(preset: Preset, { primitives, classes }: PresetChanges): Preset {
  return definePreset(
    part => classes?.[part] ?? preset.classOf(part),
    classOf => ({ ...preset.primitivesFor(classOf), ...primitives }),
  )
}
