import type { PlatformDefinition } from './definition'

/** @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export const x = {
  id: 'x',
  name: 'X',
  kind: 'oauth',
  providerId: 'twitter',
  authorizationEndpoint: 'https://x.com/i/oauth2/authorize',
  hosts: ['x.com', 'api.x.com'],
  permissions: [
    { scope: 'users.read', label: 'Profile', description: 'See your name, handle and avatar.', required: true },
    { scope: 'tweet.read', label: 'Read', description: 'See the posts you can see.', required: true },
    { scope: 'offline.access', label: 'Stay connected', description: 'Keep the connection until you end it.', required: true },
    { scope: 'users.email', label: 'Email address', description: 'See your confirmed email address.', default: true },
    { scope: 'tweet.write', label: 'Post', description: 'Post and repost from your account.', risky: true },
  ],
  features: ['Show who you are on X', 'Read your timeline', 'Post from your account'],
  color: '#000000',
  icon: {
    slug: 'x',
    path: 'M14.234 10.162 22.977 0h-2.072l-7.591 8.824L7.251 0H.258l9.168 13.343L.258 24H2.33l8.016-9.318L16.749 24h6.993zm-2.837 3.299-.929-1.329L3.076 1.56h3.182l5.965 8.532.929 1.329 7.754 11.09h-3.182z',
  },
  helpUrl: 'https://x.com/settings/connected_apps',
  credentialsUrl: 'https://developer.x.com/en/portal/dashboard',
} as const satisfies PlatformDefinition
