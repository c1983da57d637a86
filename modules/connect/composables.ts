/** The composables that Nuxt imports by name. Each is in the file of its name, unless the name is a plural. */
export const composables = ['useAccounts', 'useAuthSession', 'useConnect', 'useIntegration', 'useLinkCallback', 'useMessages', 'usePlatform', 'usePlatforms', 'usePopupPage', 'usePreset', 'useProfile'] as const
