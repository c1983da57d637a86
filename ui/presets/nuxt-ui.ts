import UAlert from '@nuxt/ui/components/Alert.vue'
import UAvatar from '@nuxt/ui/components/Avatar.vue'
import UBadge from '@nuxt/ui/components/Badge.vue'
import UButton from '@nuxt/ui/components/Button.vue'
import UCard from '@nuxt/ui/components/Card.vue'
import UCheckbox from '@nuxt/ui/components/Checkbox.vue'
import UInput from '@nuxt/ui/components/Input.vue'
import USkeleton from '@nuxt/ui/components/Skeleton.vue'
import { h } from 'vue'
import type { Component } from 'vue'
import { definePreset } from './preset'
import type { AvatarProps, BadgeProps, ButtonProps, CardProps, CheckboxProps, ClassOf, InputProps, NoticeProps, Part, Preset, Primitives, SkeletonProps, Tone } from './preset'
import { definePrimitive } from './primitive'
import { tailwindClasses } from './tailwind'

const focus = 'focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-inverted'
/** Nuxt UI's outline of fields has too little contrast. */
const outline = 'ring-(color:--ui-text-muted)'
/** Nuxt UI draws edges as shadows, which forced colors remove. */
const edge = 'forced-colors:border'

/** Colors come from the app's theme. Everything else is as in the Tailwind preset. */
const classes: Record<Part, string> = {
  ...tailwindClasses,

  // Building blocks. Where colors of the theme have too little contrast, a darker shade is used.
  'button': `min-h-11 justify-center ${edge} ${focus}`,
  'button-primary': 'px-4 [&_svg]:text-inherit',
  'button-secondary': 'px-4',
  'button-quiet': 'text-toned aria-pressed:bg-elevated aria-pressed:text-highlighted',
  'button-danger': 'bg-error-700 px-4 hover:bg-error-800 active:bg-error-800 aria-disabled:bg-error-700 dark:bg-error-400 dark:hover:bg-error-300 dark:active:bg-error-300 dark:aria-disabled:bg-error-400',
  'card': 'flex min-w-0 flex-col gap-4.5 leading-normal text-default',
  'badge': '',
  'badge-neutral': '',
  'badge-success': 'text-success-800 dark:text-success-300',
  'badge-warning': 'text-warning-800 dark:text-warning-300',
  'badge-danger': 'text-error-800 dark:text-error-300',
  'notice': `focus:outline-none ${edge}`,
  'notice-neutral': 'text-toned',
  'notice-success': 'text-success-700 dark:text-success-300',
  'notice-warning': 'text-warning-700 dark:text-warning-300',
  'notice-danger': 'text-error-700 dark:text-error-300',
  'notice-mark': 'size-5 shrink-0 rounded-full bg-current fill-none stroke-(--ui-bg) stroke-2 [stroke-linecap:round] [stroke-linejoin:round]',
  'notice-text': 'wrap-anywhere text-highlighted opacity-100 [&_button]:mt-3',
  'avatar': 'text-toned',
  'avatar-image': '',
  'input': `min-h-11 ${edge}`,
  'checkbox': `${focus} ${outline} ${edge}`,
  'skeleton': 'block motion-reduce:animate-none',

  // Text
  'hint': 'text-sm text-pretty text-toned',
  'label': 'text-sm font-medium text-highlighted',
  'link': `rounded-xs text-highlighted underline underline-offset-3 ${focus}`,
  'code': 'mt-1 block w-fit max-w-full rounded-sm bg-elevated px-2 py-0.5 font-mono text-[.8125rem]/6 wrap-anywhere text-highlighted',

  // The card of a platform
  'card-title': 'flex-1 text-lg leading-snug font-semibold text-highlighted focus:outline-none',
  'icon-tile': 'grid size-11 shrink-0 place-items-center rounded-lg border border-default bg-default [&_svg]:size-5.5',
  'features': 'grid gap-1 text-sm text-toned',
  'setup': 'grid list-inside list-decimal gap-2.5 rounded-lg border border-dashed border-accented p-4 text-sm',
  'setup-step': 'marker:text-toned',

  // Its accounts
  'accounts': 'divide-y divide-default border-t border-default [&>:last-child]:pb-0',
  'empty': 'grid min-h-18 items-center border-t border-default text-sm text-toned',
  'account': 'flex flex-wrap items-center gap-2 py-3.5 text-default has-[>details]:[&>:first-child]:basis-full [&>details]:flex-1 [&>details[open]]:basis-full',
  'account-title': 'font-semibold wrap-anywhere text-highlighted',
  'account-detail': 'flex flex-wrap gap-x-3 text-sm wrap-anywhere text-toned',
  'account-status-neutral': 'text-toned',
  'account-status-warning': 'text-warning-800 dark:text-warning-300',
  'account-status-danger': 'text-error-700 dark:text-error-300',
  'confirm': 'grid basis-full gap-1.5 rounded-lg bg-elevated p-4',
  'confirm-question': 'font-medium wrap-anywhere text-highlighted',

  // Keys and permissions
  'disclosure': 'text-sm [&>button]:mt-3 [&[open]+div]:mt-1',
  'disclosure-summary': `w-fit cursor-pointer rounded-xs py-2.5 text-toned hover:text-highlighted ${focus}`,
  'permissions': 'grid min-w-0 gap-3.5 text-sm',
  'permissions-legend': 'mb-2.5 font-medium text-highlighted',
  'permission-label': 'me-2 font-medium text-highlighted',

  // Signing in and out
  'auth-switch': 'text-center text-sm text-toned [&>a]:-my-2.5 [&>a]:inline-block [&>a]:py-2.5',
  'divider': 'flex items-center gap-3 text-sm text-toned before:flex-1 before:border-t before:border-default after:flex-1 after:border-t after:border-default',
  'user-button': 'gap-2.5 px-2 py-1 text-highlighted [&>span:first-child]:size-7.5 [&>span:first-child]:text-[.8125rem]',
  'menu': 'absolute end-0 top-full z-10 mt-1.5 grid w-max max-w-[min(20rem,85vw)] min-w-52 gap-0.5 rounded-lg bg-default p-1.5 text-default shadow-lg ring ring-default forced-colors:border',
  'menu-head': 'grid border-b border-default px-3 pt-2 pb-3 wrap-anywhere',
  'menu-item': 'justify-start text-start text-highlighted',
  'menu-error': 'px-3 py-1.5 text-sm text-error-700 dark:text-error-300',
  'sandbox': 'bg-warning/10 text-sm text-warning-900 dark:text-warning-200',
}

const looks = {
  primary: { color: 'neutral', variant: 'solid' },
  secondary: { color: 'neutral', variant: 'outline' },
  quiet: { color: 'neutral', variant: 'ghost' },
  danger: { color: 'error', variant: 'solid' },
} as const satisfies Record<NonNullable<ButtonProps['variant']>, object>

const colors = { neutral: 'neutral', success: 'success', warning: 'warning', danger: 'error' } as const satisfies Record<Tone, string>

/** Nuxt UI loads its own icon from the network, unless the app has the icon collection installed. */
const Tick = () => h('svg', { 'viewBox': '0 0 16 16', 'fill': 'none', 'stroke': 'currentColor', 'stroke-width': 2.5, 'aria-hidden': 'true' }, h('path', { d: 'M3 8.5 6.5 12 13 4.5' }))

const primitivesFor = (classOf: ClassOf): Primitives => ({
  Button: definePrimitive<ButtonProps>(
    { variant: String, type: String, href: String, busy: Boolean, disabled: Boolean },
    ({ variant = 'secondary', type = 'button', href, busy, disabled }, { slots }) => h(
      UButton,
      // Nuxt UI's `loading` disables the button, which then loses the focus.
      { ...looks[variant], 'size': 'lg', 'class': [classOf('button'), classOf(`button-${variant}`)], type, href, disabled, 'aria-disabled': busy || undefined },
      slots,
    ),
  ),
  Badge: definePrimitive<BadgeProps>(
    { tone: String },
    ({ tone }, { slots }) => h(UBadge, { color: colors[tone], variant: 'soft', class: [classOf('badge'), classOf(`badge-${tone}`)] }, slots),
  ),
  Notice: definePrimitive<NoticeProps>(
    { tone: String },
    ({ tone }, { slots }) => h(UAlert, { color: colors[tone], variant: 'subtle', class: [classOf('notice'), classOf(`notice-${tone}`)], ui: { description: classOf('notice-text') } }, {
      leading: () => h('svg', { 'class': classOf('notice-mark'), 'viewBox': '0 0 20 20', 'aria-hidden': 'true' }, h('path', { d: tone === 'success' ? 'm6 10.4 2.7 2.7L14 7.4' : 'M10 5.4v5.4m0 3.5v.1' })),
      description: () => slots.default?.(),
    }),
  ),
  Card: definePrimitive<CardProps>(
    { as: String },
    ({ as = 'div' }, { slots }) => h(UCard, { as, ui: { root: `flex flex-col ${edge}`, body: ['flex-1', classOf('card')] } }, slots),
  ),
  Avatar: definePrimitive<AvatarProps>(
    { src: String, initial: String },
    // Nuxt UI applies attributes of the avatar to the elements in it.
    ({ src, initial }, { emit }) => h(UAvatar, { src, 'text': initial, 'alt': '', 'size': 'xl', 'ui': { root: 'text-base', fallback: classOf('avatar') }, 'aria-hidden': 'true', 'referrerpolicy': 'no-referrer', 'decoding': 'async', 'onError': () => emit('error') }),
    ['error'],
  ),
  Input: definePrimitive<InputProps>(
    { modelValue: String, type: String, invalid: Boolean },
    ({ modelValue, type = 'text', invalid }, { emit }) => h(UInput as Component, {
      modelValue,
      type,
      'size': 'lg',
      'color': invalid ? 'error' : 'neutral',
      'highlight': invalid,
      'class': 'w-full',
      'ui': { base: [classOf('input'), !invalid && outline] },
      'aria-invalid': invalid || undefined,
      'onUpdate:modelValue': (value: unknown) => emit('update:modelValue', String(value)),
    }),
    ['update:modelValue'],
  ),
  Checkbox: definePrimitive<CheckboxProps>(
    { modelValue: Boolean, disabled: Boolean },
    ({ modelValue, disabled }, { emit }) => h(UCheckbox, {
      modelValue,
      disabled,
      'color': 'neutral',
      'size': 'xl',
      'icon': Tick,
      'ui': { base: classOf('checkbox') },
      'onUpdate:modelValue': (value: unknown) => emit('update:modelValue', value === true),
    }),
    ['update:modelValue'],
  ),
  Skeleton: definePrimitive<SkeletonProps>(
    { shape: String },
    // Screen readers would announce each of Nuxt UI's skeletons, in English. The list announces once that it is loading.
    ({ shape = 'text' }) => h(USkeleton, { 'as': 'span', 'class': [classOf('skeleton'), classOf(`skeleton-${shape}`)], 'aria-hidden': 'true', 'aria-busy': undefined, 'aria-label': undefined, 'aria-live': undefined, 'role': undefined }),
  ),
})

/** Nuxt UI 4's components and colors, for apps with Nuxt UI. */
export const nuxtUiPreset: Preset = definePreset(part => classes[part], primitivesFor)
