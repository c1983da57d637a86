import { h } from 'vue'
import type { AvatarProps, BadgeProps, ButtonProps, CardProps, CheckboxProps, ClassOf, InputProps, NoticeProps, Primitives, SkeletonProps } from './preset'
import { definePrimitive } from './primitive'

/** Building blocks of plain HTML elements, styled by the classes of their parts. */
export function nativePrimitives(classOf: ClassOf): Primitives {
  return {
    Button: definePrimitive<ButtonProps>(
      { variant: String, type: String, href: String, busy: Boolean, disabled: Boolean },
      ({ variant = 'secondary', type = 'button', href, busy, disabled }, { slots }) => h(
        href === undefined ? 'button' : 'a',
        {
          class: [classOf('button'), classOf(`button-${variant}`)],
          ...(href === undefined ? { type, disabled, 'aria-disabled': busy || undefined } : { href }),
        },
        slots.default?.(),
      ),
    ),
    Badge: definePrimitive<BadgeProps>(
      { tone: String },
      ({ tone }, { slots }) => h('span', { class: [classOf('badge'), classOf(`badge-${tone}`)] }, slots.default?.()),
    ),
    Notice: definePrimitive<NoticeProps>(
      { tone: String },
      ({ tone }, { slots }) => h('div', { class: [classOf('notice'), classOf(`notice-${tone}`)] }, [
        h('svg', { 'class': classOf('notice-mark'), 'viewBox': '0 0 20 20', 'aria-hidden': 'true' }, h('path', { d: tone === 'success' ? 'm6 10.4 2.7 2.7L14 7.4' : 'M10 5.4v5.4m0 3.5v.1' })),
        h('div', { class: classOf('notice-text') }, slots.default?.()),
      ]),
    ),
    Card: definePrimitive<CardProps>(
      { as: String },
      ({ as = 'div' }, { slots }) => h(as, { class: classOf('card') }, slots.default?.()),
    ),
    Avatar: definePrimitive<AvatarProps>(
      { src: String, initial: String },
      ({ src, initial }, { emit }) => h('span', { 'class': classOf('avatar'), 'aria-hidden': 'true' }, src
        ? h('img', { class: classOf('avatar-image'), src, alt: '', width: 40, height: 40, referrerpolicy: 'no-referrer', decoding: 'async', onError: () => emit('error') })
        : initial),
      ['error'],
    ),
    Input: definePrimitive<InputProps>(
      { modelValue: String, type: String, invalid: Boolean },
      ({ modelValue, type = 'text', invalid }, { emit }) => h('input', {
        'class': classOf('input'),
        type,
        'value': modelValue,
        'aria-invalid': invalid || undefined,
        'onInput': (event: InputEvent) => emit('update:modelValue', (event.target as HTMLInputElement).value),
      }),
      ['update:modelValue'],
    ),
    Checkbox: definePrimitive<CheckboxProps>(
      { modelValue: Boolean, disabled: Boolean },
      ({ modelValue, disabled }, { emit }) => h('input', {
        class: classOf('checkbox'),
        type: 'checkbox',
        checked: modelValue,
        disabled,
        onChange: (event: Event) => emit('update:modelValue', (event.target as HTMLInputElement).checked),
      }),
      ['update:modelValue'],
    ),
    Skeleton: definePrimitive<SkeletonProps>(
      { shape: String },
      ({ shape = 'text' }) => h('span', { 'class': [classOf('skeleton'), classOf(`skeleton-${shape}`)], 'aria-hidden': 'true' }),
    ),
  }
}
