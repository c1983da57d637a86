import { definePlatform } from './define-platform'

/**
 * GitHub as an OAuth app. Tokens do not expire, and there are no refresh tokens.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export default definePlatform({
  id: 'github',
  name: 'GitHub',
  kind: 'oauth',
  endpoints: {
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    userinfo: 'https://api.github.com/user',
  },
  clientAuth: 'body',
  pkce: true,
  refresh: 'none',
  verifiesEmail: true,
  api: { baseUrl: 'https://api.github.com', headers: { 'x-github-api-version': '2022-11-28' } },
  // No scope in this list includes another one. GitHub removes included scopes from its
  // response, so requested and granted scopes would differ. `repo` is missing for this reason.
  permissions: [
    { scope: 'read:user', label: 'Profile', description: 'See your username, name and avatar.', required: true },
    { scope: 'user:email', label: 'Email address', description: 'See your email addresses.', required: true },
    { scope: 'read:org', label: 'Organizations', description: 'See the organizations you belong to.' },
    { scope: 'public_repo', label: 'Public repositories', description: 'Read and change your public repositories.', risky: true },
    { scope: 'gist', label: 'Gists', description: 'Create and change your gists.', risky: true },
    { scope: 'workflow', label: 'Workflows', description: 'Change GitHub Actions workflow files.', risky: true },
  ],
  features: ['Sign in with GitHub', 'Show who you are on GitHub', 'Work on your public repositories and gists'],
  color: '#181717',
  icon: {
    slug: 'github',
    path: 'M12 .297c-6.63 0-12 5.373-12 12 0 5.303 3.438 9.8 8.205 11.385.6.113.82-.258.82-.577 0-.285-.01-1.04-.015-2.04-3.338.724-4.042-1.61-4.042-1.61C4.422 18.07 3.633 17.7 3.633 17.7c-1.087-.744.084-.729.084-.729 1.205.084 1.838 1.236 1.838 1.236 1.07 1.835 2.809 1.305 3.495.998.108-.776.417-1.305.76-1.605-2.665-.3-5.466-1.332-5.466-5.93 0-1.31.465-2.38 1.235-3.22-.135-.303-.54-1.523.105-3.176 0 0 1.005-.322 3.3 1.23.96-.267 1.98-.399 3-.405 1.02.006 2.04.138 3 .405 2.28-1.552 3.285-1.23 3.285-1.23.645 1.653.24 2.873.12 3.176.765.84 1.23 1.91 1.23 3.22 0 4.61-2.805 5.625-5.475 5.92.42.36.81 1.096.81 2.22 0 1.606-.015 2.896-.015 3.286 0 .315.21.69.825.57C20.565 22.092 24 17.592 24 12.297c0-6.627-5.373-12-12-12',
  },
  helpUrl: 'https://github.com/settings/applications',
  credentialsUrl: 'https://github.com/settings/developers',
  texts: {
    de: {
      features: ['Mit GitHub anmelden', 'Zeigen, wer Sie bei GitHub sind', 'An Ihren öffentlichen Repositorys und Gists arbeiten'],
      permissions: {
        'read:user': { label: 'Profil', description: 'Ihren Benutzernamen, Ihren Namen und Ihr Bild sehen.' },
        'user:email': { label: 'E-Mail-Adresse', description: 'Ihre E-Mail-Adressen sehen.' },
        'read:org': { label: 'Organisationen', description: 'Sehen, zu welchen Organisationen Sie gehören.' },
        'public_repo': { label: 'Öffentliche Repositorys', description: 'Ihre öffentlichen Repositorys lesen und ändern.' },
        'gist': { label: 'Gists', description: 'Ihre Gists anlegen und ändern.' },
        'workflow': { label: 'Workflows', description: 'Workflow-Dateien von GitHub Actions ändern.' },
      },
    },
  },
})
