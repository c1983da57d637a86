import { definePlatform } from './define-platform'

/** @see https://developers.google.com/identity/protocols/oauth2/web-server */
export default definePlatform({
  id: 'google',
  name: 'Google',
  kind: 'oauth',
  endpoints: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
    revoke: 'https://oauth2.googleapis.com/revoke',
  },
  clientAuth: 'body',
  pkce: true,
  // Google issues a refresh token only after the consent page. `prompt=consent` makes it issue one on a reconnect, too.
  authorizeParams: { access_type: 'offline', prompt: 'select_account consent', include_granted_scopes: 'true' },
  exactParams: { include_granted_scopes: 'false' },
  refresh: 'reusable',
  lifetimes: { accessToken: 3599 },
  profile: { id: 'sub', username: 'email', name: 'name', email: 'email', emailVerified: 'email_verified', image: 'picture' },
  verifiesEmail: true,
  api: { baseUrl: 'https://www.googleapis.com' },
  // Google returns granted scopes by their long names. The same names here keep requested and granted scopes comparable.
  permissions: [
    { scope: 'openid', label: 'Identity', description: 'Confirm that it is you.', required: true },
    { scope: 'https://www.googleapis.com/auth/userinfo.email', label: 'Email address', description: 'See your email address.', required: true },
    { scope: 'https://www.googleapis.com/auth/userinfo.profile', label: 'Profile', description: 'See your name and picture.', required: true },
    { scope: 'https://www.googleapis.com/auth/drive.file', label: 'Drive files', description: 'Create files in your Drive and open the ones created here.', risky: true },
  ],
  features: ['Sign in with Google', 'Show your name and picture', 'Save files to Drive'],
  color: '#4285f4',
  icon: {
    slug: 'google',
    path: 'M12.48 10.92v3.28h7.84c-.24 1.84-.853 3.187-1.787 4.133-1.147 1.147-2.933 2.4-6.053 2.4-4.827 0-8.6-3.893-8.6-8.72s3.773-8.72 8.6-8.72c2.6 0 4.507 1.027 5.907 2.347l2.307-2.307C18.747 1.44 16.133 0 12.48 0 5.867 0 .307 5.387.307 12s5.56 12 12.173 12c3.573 0 6.267-1.173 8.373-3.36 2.16-2.16 2.84-5.213 2.84-7.667 0-.76-.053-1.467-.173-2.053H12.48z',
  },
  helpUrl: 'https://myaccount.google.com/connections',
  credentialsUrl: 'https://console.cloud.google.com/apis/credentials',
  texts: {
    de: {
      features: ['Mit Google anmelden', 'Ihren Namen und Ihr Bild zeigen', 'Dateien in Drive speichern'],
      permissions: {
        'openid': { label: 'Identität', description: 'Bestätigen, dass Sie es sind.' },
        'https://www.googleapis.com/auth/userinfo.email': { label: 'E-Mail-Adresse', description: 'Ihre E-Mail-Adresse sehen.' },
        'https://www.googleapis.com/auth/userinfo.profile': { label: 'Profil', description: 'Ihren Namen und Ihr Bild sehen.' },
        'https://www.googleapis.com/auth/drive.file': { label: 'Drive-Dateien', description: 'Dateien in Ihrem Drive anlegen und die hier angelegten öffnen.' },
      },
    },
  },
})
