import type { PlatformDefinition } from './definition'

/** @see https://developers.google.com/identity/protocols/oauth2/web-server */
export const google = {
  id: 'google',
  name: 'Google',
  kind: 'oauth',
  providerId: 'google',
  authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  verifiesEmail: true,
  hosts: ['accounts.google.com', 'oauth2.googleapis.com', 'openidconnect.googleapis.com', 'www.googleapis.com'],
  // In the long names under which Google answers what was granted, so that asked and granted compare.
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
} as const satisfies PlatformDefinition
