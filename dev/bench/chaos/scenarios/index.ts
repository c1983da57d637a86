import type { Scenario } from '../scenario'
import { connections } from './connections'
import { corruptPage } from './corrupt-page'
import { cutOff } from './cut-off'
import { fileMoved } from './file-moved'
import { fullDisk } from './full-disk'
import { hammer } from './hammer'
import { killedAfter, killedBefore, killedDuring } from './kills'
import { lockHeld } from './lock-held'
import { crashed, frozen, stopped } from './postgres'
import { sigterm } from './sigterm'
import { sqliteKills } from './sqlite-kills'

/** All rows, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  hammer, killedBefore, killedDuring, killedAfter, cutOff, connections, lockHeld,
  stopped, crashed, frozen, sqliteKills, fullDisk, corruptPage, fileMoved, sigterm,
]
