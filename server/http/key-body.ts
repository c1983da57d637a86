import { z } from 'zod'
import type { KeyPlatformDefinition, PlatformCredential } from '../../shared/platforms/definition'
import type { KeyConnection } from '../accounts/connect-key'
import { rowId } from '../auth/row-id'
import { readHost } from '../platforms/read-host'

/** Creates the schema of the request body that connects an account: credentials by name, and the host on platforms where users name it. */
export function keyBody({ credentials, host, defaultHost, name }: KeyPlatformDefinition): z.ZodType<KeyConnection> {
  const fields = Object.fromEntries(credentials.map(credential => [credential.name, field(credential)]))
  return z.object({ ...fields, accountId: rowId.optional(), host: z.string().max(300).optional() })
    .transform((body, context): KeyConnection => {
      const named = host === 'user' ? body.host || defaultHost : undefined
      if (host === 'user' && !named) context.addIssue(`Name the server your ${name} account is on.`)
      return {
        credentials: Object.fromEntries(credentials.map(({ name }) => [name, (body as Record<string, string>)[name]!])),
        host: named && readHost(named),
        accountId: body.accountId,
      }
    })
}

function field({ name, label, pattern = '[^\\p{Cc}]+' }: PlatformCredential): z.ZodType<string> {
  return z.string({ error: `Send the credential "${label}" as "${name}".` })
    .trim()
    .min(1, `"${label}" is empty.`)
    .max(512, `"${label}" is too long.`)
    .regex(new RegExp(`^(?:${pattern})$`, 'v'), `"${label}" has characters in it that do not belong there, or some are missing.`)
}
