import { nativePrimitives } from './native'
import { definePreset } from './preset'
import type { Part, Preset } from './preset'

// Write whole class names, because Tailwind reads this file to find them.
const focus = 'focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-blue-600 dark:focus-visible:outline-blue-400'
const muted = 'text-zinc-600 dark:text-zinc-400'
const ink = 'text-zinc-900 dark:text-zinc-100'
const line = 'border-zinc-200 dark:border-zinc-800'
const sunken = 'bg-zinc-100 dark:bg-zinc-800'

/** The Tailwind classes of every part. */
export const tailwindClasses: Record<Part, string> = {
  // Blocks
  'button': `inline-flex min-h-11 cursor-pointer items-center justify-center gap-2.5 rounded-lg border text-sm leading-tight font-medium no-underline transition-colors disabled:cursor-default aria-disabled:cursor-progress aria-disabled:opacity-55 motion-reduce:transition-none ${focus}`,
  'button-primary': 'border-zinc-900 bg-zinc-900 px-4 py-2 text-white hover:bg-zinc-700 dark:border-zinc-100 dark:bg-zinc-100 dark:text-zinc-900 dark:hover:bg-zinc-300 [&_svg]:text-inherit',
  'button-secondary': 'border-zinc-400 bg-white px-4 py-2 text-zinc-900 hover:bg-zinc-100 dark:border-zinc-600 dark:bg-zinc-900 dark:text-zinc-100 dark:hover:bg-zinc-800',
  'button-quiet': 'border-transparent bg-transparent px-3 py-2 text-zinc-600 hover:bg-zinc-100 hover:text-zinc-900 aria-pressed:bg-zinc-100 aria-pressed:text-zinc-900 dark:text-zinc-400 dark:hover:bg-zinc-800 dark:hover:text-zinc-100 dark:aria-pressed:bg-zinc-800 dark:aria-pressed:text-zinc-100',
  'button-danger': 'border-red-700 bg-red-700 px-4 py-2 text-white hover:bg-red-800 dark:border-red-400 dark:bg-red-400 dark:text-red-950 dark:hover:bg-red-300',
  'card': `flex min-w-0 flex-col gap-4.5 rounded-2xl border bg-white p-4.5 leading-normal shadow-xs sm:p-6 dark:bg-zinc-900 dark:shadow-none ${line} ${ink}`,
  'badge': 'inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-[.8125rem]/5 font-medium',
  'badge-neutral': `${sunken} text-zinc-600 dark:text-zinc-300`,
  'badge-success': 'bg-emerald-50 text-emerald-800 dark:bg-emerald-400/10 dark:text-emerald-300',
  'badge-warning': 'bg-amber-50 text-amber-800 dark:bg-amber-400/10 dark:text-amber-300',
  'badge-danger': 'bg-red-50 text-red-800 dark:bg-red-400/10 dark:text-red-300',
  // The color of the notice applies to its icon. The text has its own color.
  'notice': 'flex gap-3 rounded-lg border px-4 py-3 text-[.9375rem]/6 focus:outline-none',
  'notice-neutral': `${line} bg-zinc-50 text-zinc-600 dark:bg-zinc-800/60 dark:text-zinc-300`,
  'notice-success': 'border-emerald-300 bg-emerald-50 text-emerald-700 dark:border-emerald-400/30 dark:bg-emerald-400/10 dark:text-emerald-300',
  'notice-warning': 'border-amber-300 bg-amber-50 text-amber-700 dark:border-amber-400/30 dark:bg-amber-400/10 dark:text-amber-300',
  'notice-danger': 'border-red-300 bg-red-50 text-red-700 dark:border-red-400/30 dark:bg-red-400/10 dark:text-red-300',
  'notice-mark': 'mt-0.5 size-5 shrink-0 rounded-full bg-current fill-none stroke-white stroke-2 [stroke-linecap:round] [stroke-linejoin:round] dark:stroke-zinc-900',
  'notice-text': `min-w-0 wrap-anywhere ${ink} [&_button]:mt-3`,
  'avatar': `grid size-10 shrink-0 place-items-center overflow-hidden rounded-full font-semibold ${sunken} ${muted}`,
  'avatar-image': 'size-full object-cover',
  'input': `min-h-11 w-full min-w-0 rounded-lg border border-zinc-500 bg-white px-3 py-2 text-base aria-invalid:border-red-700 dark:bg-zinc-950 dark:aria-invalid:border-red-400 ${ink} ${focus}`,
  'checkbox': `mt-0.5 size-5 shrink-0 accent-zinc-900 dark:accent-zinc-100 dark:scheme-dark ${focus}`,
  'skeleton': `block animate-pulse motion-reduce:animate-none ${sunken}`,
  'skeleton-text': 'h-3.5 rounded-sm not-first:mt-2 not-first:w-3/5',
  'skeleton-circle': 'size-10 shrink-0 rounded-full',
  'skeleton-block': 'h-11 rounded-lg',

  // Text
  'hint': `text-sm text-pretty ${muted}`,
  'label': 'text-[.9375rem] font-medium',
  'link': `rounded-xs text-blue-700 underline underline-offset-3 dark:text-blue-300 ${focus}`,
  'code': `mt-1 block w-fit max-w-full rounded-sm px-2 py-0.5 font-mono text-[.8125rem]/6 wrap-anywhere ${sunken}`,
  'visually-hidden': 'sr-only',

  // The card of a platform
  'card-head': 'flex flex-wrap items-center gap-x-3.5 gap-y-2',
  'card-title': 'flex-1 text-lg leading-snug font-semibold tracking-tight focus:outline-none',
  'card-action': 'mt-auto grid gap-3',
  'icon-tile': `grid size-11 shrink-0 place-items-center rounded-xl border bg-white dark:bg-zinc-800 ${line} [&_svg]:size-5.5`,
  'platform-icon': 'size-4.5 shrink-0 text-(--brand) dark:text-[oklch(from_var(--brand)_max(l,.8)_c_h)]',
  'features': `grid gap-1 text-[.9375rem] ${muted}`,
  'feature': 'relative ps-5.5 before:absolute before:top-[.42em] before:start-0.5 before:h-[.32em] before:w-[.62em] before:-rotate-45 before:border-b-[1.5px] before:border-l-[1.5px] before:border-current before:opacity-75',
  'outcome': 'empty:-mb-3',
  'setup': 'grid list-inside list-decimal gap-2.5 rounded-lg border border-dashed border-zinc-400 p-4 text-[.9375rem] dark:border-zinc-600',
  'setup-step': 'marker:text-zinc-600 dark:marker:text-zinc-400',

  // Its accounts
  'accounts': 'divide-y divide-zinc-200 border-t border-zinc-200 dark:divide-zinc-800 dark:border-zinc-800 [&>:last-child]:pb-0',
  'empty': `grid min-h-18 items-center border-t text-[.9375rem] ${line} ${muted}`,
  'account': `flex flex-wrap items-center gap-2 py-3.5 ${ink} has-[>details]:[&>:first-child]:basis-full [&>details]:flex-1 [&>details[open]]:basis-full`,
  'account-row': 'flex min-w-0 flex-[1_1_14rem] gap-3',
  'account-text': 'min-w-0 flex-1 leading-snug',
  'account-name': 'flex flex-wrap items-baseline gap-x-2 gap-y-0.5',
  'account-title': 'font-semibold wrap-anywhere',
  'account-detail': `flex flex-wrap gap-x-3 text-sm wrap-anywhere ${muted}`,
  'account-status': 'text-sm',
  'account-status-neutral': muted,
  'account-status-warning': 'text-amber-800 dark:text-amber-300',
  'account-status-danger': 'text-red-700 dark:text-red-300',
  'account-actions': '-me-3 ms-auto flex flex-wrap gap-1',
  'confirm': `grid basis-full gap-1.5 rounded-lg p-4 ${sunken}`,
  'confirm-question': 'font-medium wrap-anywhere',
  'confirm-actions': 'mt-2 flex flex-wrap gap-2 max-sm:*:flex-auto',

  // Keys and permissions
  'key-form': 'grid gap-2 [&>button]:mt-2 [&>div+div]:mt-2',
  'key-row': 'flex gap-1 [&>button]:shrink-0',
  'disclosure': 'text-[.9375rem] [&>button]:mt-3 [&[open]+div]:mt-1 [&[open]+form]:mt-2',
  'disclosure-summary': `w-fit cursor-pointer rounded-xs py-2.5 hover:text-zinc-900 dark:hover:text-zinc-100 ${muted} ${focus}`,
  'permissions': 'grid min-w-0 gap-3.5 text-[.9375rem]',
  'permissions-legend': 'mb-2.5 font-medium',
  'permission': 'flex gap-3',
  'permission-text': 'min-w-0',
  'permission-label': 'me-2 font-medium',
  'permission-badges': 'inline-flex flex-wrap gap-1.5',

  // Signing in and out
  'auth': '',
  'auth-platforms': 'grid gap-2.5',
  'auth-form': 'grid gap-4',
  'auth-switch': `text-center text-[.9375rem] ${muted} [&>a]:-my-2.5 [&>a]:inline-block [&>a]:py-2.5`,
  'divider': `flex items-center gap-3 text-sm before:flex-1 before:border-t before:border-zinc-200 after:flex-1 after:border-t after:border-zinc-200 dark:before:border-zinc-800 dark:after:border-zinc-800 ${muted}`,
  'field': 'grid gap-1.5',
  'user': 'relative size-fit',
  'user-button': 'gap-2.5! px-2! py-1! text-zinc-900! dark:text-zinc-100! [&>span:first-child]:size-7.5 [&>span:first-child]:text-[.8125rem]',
  'user-name': 'max-w-48 truncate max-sm:sr-only',
  'menu': `absolute end-0 top-full z-10 mt-1.5 grid w-max max-w-[min(20rem,85vw)] min-w-52 gap-0.5 rounded-2xl border bg-white p-1.5 shadow-xl dark:bg-zinc-900 ${line} ${ink}`,
  'menu-head': `grid border-b px-3 pt-2 pb-3 wrap-anywhere ${line}`,
  'menu-item': 'justify-start! text-start text-zinc-900! dark:text-zinc-100!',
  'menu-error': 'px-3 py-1.5 text-sm text-red-700 dark:text-red-300',
  'sandbox': 'bg-amber-50 text-sm text-amber-900 dark:bg-amber-400/10 dark:text-amber-200',
  'sandbox-text': 'px-4 py-2 sm:px-8',
}

/**
 * Plain elements styled by Tailwind 4, dark by its `dark` variant. Add this file
 * to Tailwind's sources.
 *
 * @see https://tailwindcss.com/docs/detecting-classes-in-source-files
 */
export const tailwindPreset: Preset = definePreset(part => tailwindClasses[part], nativePrimitives)
