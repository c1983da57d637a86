import { definePlatform } from './define-platform'

/**
 * Bluesky with an app password. The server exchanges the password for a session
 * and stores the tokens of the session, not the password.
 *
 * @see https://docs.bsky.app/docs/advanced-guides/api-directory
 */
export default definePlatform({
  id: 'bluesky',
  name: 'Bluesky',
  kind: 'apppassword',
  host: 'user',
  defaultHost: 'bsky.social',
  // The directory that maps an account to its server.
  hosts: ['plc.directory'],
  credentials: [
    { name: 'identifier', label: 'Handle', secret: false, help: 'Your handle or the email address of your account.', placeholder: 'you.bsky.social' },
    {
      name: 'appPassword',
      label: 'App password',
      secret: true,
      help: 'Not the password of your account: make an app password in Bluesky under Settings, Privacy and security, App passwords.',
      placeholder: 'xxxx-xxxx-xxxx-xxxx',
      pattern: '[a-z0-9]{4}(?:-[a-z0-9]{4}){3}',
    },
  ],
  endpoints: {},
  refresh: 'rotating',
  lifetimes: { accessToken: 7200, refreshToken: 7_776_000 },
  api: { baseUrl: 'https://{host}/xrpc' },
  permissions: [],
  features: ['Show who you are on Bluesky', 'Read your feeds', 'Post from your account'],
  color: '#1185fe',
  icon: {
    slug: 'bluesky',
    path: 'M5.202 2.857C7.954 4.922 10.913 9.11 12 11.358c1.087-2.247 4.046-6.436 6.798-8.501C20.783 1.366 24 .213 24 3.883c0 .732-.42 6.156-.667 7.037-.856 3.061-3.978 3.842-6.755 3.37 4.854.826 6.089 3.562 3.422 6.299-5.065 5.196-7.28-1.304-7.847-2.97-.104-.305-.152-.448-.153-.327 0-.121-.05.022-.153.327-.568 1.666-2.782 8.166-7.847 2.97-2.667-2.737-1.432-5.473 3.422-6.3-2.777.473-5.899-.308-6.755-3.369C.42 10.04 0 4.615 0 3.883c0-3.67 3.217-2.517 5.202-1.026',
  },
  helpUrl: 'https://bsky.app/settings/app-passwords',
  texts: {
    de: {
      features: ['Zeigen, wer Sie bei Bluesky sind', 'Ihre Feeds lesen', 'Von Ihrem Konto posten'],
      credentials: {
        identifier: { label: 'Handle', help: 'Ihr Handle oder die E-Mail-Adresse Ihres Kontos.' },
        appPassword: {
          label: 'App-Passwort',
          help: 'Nicht das Passwort Ihres Kontos: Erstellen Sie ein App-Passwort in Bluesky unter Einstellungen, Datenschutz und Sicherheit, App-Passwörter.',
        },
      },
    },
  },
})
