import { definePlatform } from './define-platform'

/** @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export default definePlatform({
  id: 'x',
  name: 'X',
  kind: 'oauth',
  // Better Auth's id of the platform. It is part of the callback URLs that apps have registered.
  providerId: 'twitter',
  endpoints: {
    authorize: 'https://x.com/i/oauth2/authorize',
    token: 'https://api.x.com/2/oauth2/token',
    userinfo: 'https://api.x.com/2/users/me',
    revoke: 'https://api.x.com/2/oauth2/revoke',
  },
  clientAuth: 'basic',
  pkce: true,
  refresh: 'rotating',
  lifetimes: { accessToken: 7200 },
  profile: { id: 'data.id', username: 'data.username', name: 'data.name', email: 'data.confirmed_email', image: 'data.profile_image_url' },
  api: { baseUrl: 'https://api.x.com' },
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
  texts: {
    de: {
      features: ['Zeigen, wer Sie bei X sind', 'Ihre Timeline lesen', 'Von Ihrem Konto posten'],
      permissions: {
        'users.read': { label: 'Profil', description: 'Ihren Namen, Ihr Handle und Ihr Bild sehen.' },
        'tweet.read': { label: 'Lesen', description: 'Die Posts sehen, die Sie sehen können.' },
        'offline.access': { label: 'Verbunden bleiben', description: 'Die Verbindung halten, bis Sie sie beenden.' },
        'users.email': { label: 'E-Mail-Adresse', description: 'Ihre bestätigte E-Mail-Adresse sehen.' },
        'tweet.write': { label: 'Posten', description: 'Von Ihrem Konto posten und reposten.' },
      },
    },
  },
})
