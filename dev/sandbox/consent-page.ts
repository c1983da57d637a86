import { escapeHtml } from './http'
import type { Identity } from './identities'

/** Content of the consent page. */
export interface ConsentPage {
  provider: string
  clientId: string
  redirectUri: string
  /** Scopes that the user can only grant together. */
  scopes: string[]
  /** Scopes with a checkbox each. */
  optionalScopes: string[]
  /** The first identity is preselected. */
  identities: (Identity & { picture: string })[]
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c3c7cf, #4b505a); --soft: light-dark(#f4f5f7, #1d2026); --accent: light-dark(#1b57c4, #8db4ff) }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #121418); color: light-dark(#16181d, #eceef2) }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
h1 { font-size: 1.4rem; line-height: 1.25 }
code { overflow-wrap: anywhere }
.notice { margin: 0; padding: .6rem 1rem; background: light-dark(#fff1c9, #463708); text-align: center }
fieldset { margin: 1.25rem 0; padding: .25rem 1rem .75rem; border: 1px solid var(--line); border-radius: .6rem }
legend { padding: 0 .4rem; font-weight: 600 }
label { display: flex; gap: .75rem; align-items: center; padding: .4rem 0; min-height: 2rem }
label img { width: 2rem; height: 2rem; border-radius: 50% }
small { display: block; opacity: .8 }
.actions { display: flex; gap: .75rem; flex-wrap: wrap }
button { min-height: 2.75rem; padding: 0 1.4rem; font: inherit; border: 1px solid var(--line); border-radius: .5rem; background: var(--soft); color: inherit; cursor: pointer }
button[value=approve] { border-color: var(--accent); background: var(--accent); color: light-dark(#fff, #10131a) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`

/** Renders the consent page. The form has no action, so it posts to the URL of the page. */
export function consentPage(content: ConsentPage): string {
  const { provider, clientId, redirectUri, scopes, optionalScopes, identities } = content
  return layout(`Sandbox ${provider}: authorize an app`, `
<h1>Let <code>${escapeHtml(clientId)}</code> use a sandbox ${escapeHtml(provider)} account?</h1>
<p>You return to <code>${escapeHtml(redirectUri)}</code>.</p>
<form method="post">
<fieldset><legend>Account</legend>
${identities.map(identityChoice).join('\n')}
</fieldset>
<fieldset><legend>Permissions asked for</legend>
<ul>${scopes.map(scope => `<li><code>${escapeHtml(scope)}</code></li>`).join('')}</ul>
${optionalScopes.map(scopeChoice).join('\n')}
</fieldset>
<p class="actions">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button>
</p>
</form>`)
}

/** Renders the error page for invalid requests that must not be redirected. */
export function errorPage(provider: string, message: string): string {
  return layout(`Sandbox ${provider}: error`, `
<h1>The app's request is not valid</h1>
<p>${escapeHtml(message)}</p>`)
}

function identityChoice(identity: ConsentPage['identities'][number], index: number): string {
  const details = [identity.username, identity.email ?? 'no email'].join(' · ')
  return `<label><input type="radio" name="identity" value="${escapeHtml(identity.id)}" required${index === 0 ? ' checked' : ''}>`
    + `<img src="${escapeHtml(identity.picture)}" alt=""><span>${escapeHtml(identity.name)}<small>${escapeHtml(details)}</small></span></label>`
}

function scopeChoice(scope: string): string {
  return `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked><code>${escapeHtml(scope)}</code></label>`
}

function layout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header class="notice"><strong>Local sandbox.</strong> This is not the real provider and no real account is used.</header>
<main>${content}
</main>
</body>
</html>
`
}
