import { darkBy } from '#build/connect-choices'

const prefersDark = '(prefers-color-scheme: dark)'
const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

/** What `@nuxtjs/color-mode` provides, in apps that have it. */
interface ColorMode {
  preference: string
}

/**
 * The theme this browser has chosen. It is kept in a cookie, so that the server
 * renders it; an app with a theme switch of its own keeps that, and ours turns it.
 */
export function useTheme() {
  const colorMode = (useNuxtApp() as { $colorMode?: ColorMode }).$colorMode
  // Taken as it is: whatever else it may hold must not break the page.
  const cookie = useCookie<string | null | undefined>('connect-theme', { maxAge: 365 * 24 * 60 * 60, sameSite: 'lax', path: '/', decode: value => value })
  // One for all on the page.
  const kept = useState('connect-theme', () => themes.find(theme => theme === cookie.value) ?? null)
  const chosen = computed(() => colorMode ? colorMode.preference : kept.value)
  return {
    themes,
    theme: computed({
      get: (): Theme => themes.find(theme => theme === chosen.value) ?? 'system',
      set: (theme) => {
        if (colorMode) colorMode.preference = theme
        else kept.value = cookie.value = theme === 'system' ? null : theme
      },
    }),
    /** Whether it is ours to apply. */
    isOurs: !colorMode,
  }
}

/** Applies the theme to the page. */
export function useThemedPage(): void {
  const { theme, isOurs } = useTheme()
  const isByClass = darkBy === 'class' && isOurs
  const preference = usePreference(isByClass)
  const fixed = computed(() => isOurs && theme.value !== 'system' ? theme.value : undefined)
  useHead(() => ({
    htmlAttrs: {
      'class': fixed.value ?? preference.value,
      'data-theme': fixed.value,
      'data-dark-by': darkBy === 'class' ? darkBy : undefined,
    },
    // For what the browser shows before it has the style.
    meta: [{ name: 'color-scheme', content: fixed.value ?? 'light dark' }],
    // The browser says what it prefers, before anything is shown.
    script: isByClass && !fixed.value ? [{ key: 'connect-theme', innerHTML: `document.documentElement.classList.toggle('dark',matchMedia('${prefersDark}').matches)` }] : [],
  }))
}

/** What the browser prefers, where it takes a class to follow that; undefined for light, and on the server. */
function usePreference(isByClass: boolean) {
  const preference = shallowRef<'dark'>()
  if (!isByClass) return preference
  const ending = new AbortController()
  onMounted(() => {
    const query = matchMedia(prefersDark)
    const follow = () => preference.value = query.matches ? 'dark' : undefined
    query.addEventListener('change', follow, { signal: ending.signal })
    follow()
  })
  onScopeDispose(() => ending.abort())
  return preference
}
