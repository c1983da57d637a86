import { readdirSync, readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import type { Instance } from './instance'

/** Whether a killed process had read an answer from the network. Undefined where the system does not tell. */
export type WasRead = (port: number | undefined) => boolean | undefined

/** Lets all threads of a process run before other work of the machine, where we may, so that it reads answers soon after they arrive. */
export function prefer({ pid }: Instance): void {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), constants.priority.PRIORITY_HIGH)
  }
  catch {
    // Only Linux has these files, and only a superuser may. More answers are then unread at the kill, which the row notes.
  }
}

/**
 * Stops a process at once, looks what it has not read yet, and kills it.
 *
 * @returns the moment at which it stopped, in the time of `performance.now()`
 */
export async function killAndLook(instance: Instance): Promise<{ at: number, wasRead: WasRead }> {
  const at = performance.now()
  let unread: Set<number> | undefined
  if (process.platform === 'linux') {
    process.kill(instance.pid, 'SIGSTOP')
    while (!/\) T /.test(readFileSync(`/proc/${instance.pid}/stat`, 'utf8')));
    unread = portsWithUnreadBytes()
  }
  await instance.kill()
  return { at, wasRead: port => unread && port !== undefined ? !unread.has(port) : undefined }
}

/**
 * Local ports of connections whose process has not read all that arrived.
 *
 * @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
function portsWithUnreadBytes(): Set<number> {
  const ports = new Set<number>()
  for (const line of readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1)) {
    const [, local, , , queues] = line.trim().split(/\s+/)
    if (Number.parseInt(queues!.split(':')[1]!, 16) > 0) ports.add(Number.parseInt(local!.split(':')[1]!, 16))
  }
  return ports
}
