import type { Entries } from '../entry'
import { accountCard, accountStatusText } from './account-card'
import { accountList, accountPermissions, accountSkeleton, accountsNotice, permissionSelector } from './accounts'
import { integrationCard, integrationProvider } from './integration-card'
import { authCard, userButton } from './sign-in'
import { buttons, credentialsForm, fields, marks, notices } from './small'

const all: readonly Entries[] = [
  integrationCard, accountList, accountCard, accountStatusText, accountPermissions, permissionSelector, accountSkeleton, accountsNotice,
  buttons, credentialsForm, fields, authCard, userButton, notices, marks, integrationProvider,
]

/** Every component in every state. */
export const entries: Entries = context => all.flatMap(list => list(context))
