import { darkBy } from '#build/connect-choices'

const prefersDark = '(prefers-color-scheme: dark)'
const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

/** The part of `@nuxtjs/color-mode` that is used here. */
interface ColorMode {
  preference: string
}

/**
 * The theme chosen in this browser. It is stored in a cookie, so that the server
 * renders it. In an app with `@nuxtjs/color-mode`, our switch sets that instead.
 */
export function useTheme() {
  const colorMode = (useNuxtApp() as { $colorMode?: ColorMode }).$colorMode
  // Not decoded: a malformed value must not break the page.
  const cookie = useCookie<string | null | undefined>('connect-theme', { maxAge: 365 * 24 * 60 * 60, sameSite: 'lax', path: '/', decode: value => value })
  // Shared by all components of the page.
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
    /** Whether we apply the theme. Otherwise the app does. */
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
    // For the background before the style is loaded.
    meta: [{ name: 'color-scheme', content: fixed.value ?? 'light dark' }],
    // Sets the class before the first paint.
    script: isByClass && !fixed.value ? [{ key: 'connect-theme', innerHTML: `document.documentElement.classList.toggle('dark',matchMedia('${prefersDark}').matches)` }] : [],
  }))
}

/** The preferred color scheme, if a class has to be set for it; undefined for light, and on the server. */
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
