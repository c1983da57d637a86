import { readdirSync, readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Renewal } from './gate'
import type { Instance } from './instance'

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
 * Kills a process some time from now, and watches when it reads the answers that are sent
 * to it meanwhile. It is stopped first, so that it reads nothing more while we look.
 *
 * @returns for each answer, how many milliseconds before the kill it was read at the latest. Undefined if it was not. Where the system does not tell, it counts as read when it was sent.
 */
export async function killAfter(milliseconds: number, instance: Instance, renewals: Renewal[]): Promise<Map<Renewal, number | undefined>> {
  const readAt = new Map<Renewal, number>()
  const look = () => {
    const unread = portsWithUnreadBytes()
    for (const renewal of renewals) {
      if (renewal.sentAt !== undefined && !readAt.has(renewal) && !unread.has(renewal.port!)) readAt.set(renewal, performance.now())
    }
  }
  for (const end = performance.now() + milliseconds; performance.now() < end; await wait(1)) look()
  if (process.platform === 'linux') {
    process.kill(instance.pid, 'SIGSTOP')
    while (!/\) T /.test(readFileSync(`/proc/${instance.pid}/stat`, 'utf8')));
  }
  const at = performance.now()
  look()
  await instance.kill()
  return new Map(renewals.map(renewal => [renewal, readAt.has(renewal) ? Math.max(0, at - readAt.get(renewal)!) : undefined]))
}

/**
 * Local ports of connections whose process has not read all that arrived.
 *
 * @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
function portsWithUnreadBytes(): Set<number> {
  const ports = new Set<number>()
  if (process.platform !== 'linux') return ports
  for (const line of readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1)) {
    const [, local, , , queues] = line.trim().split(/\s+/)
    if (Number.parseInt(queues!.split(':')[1]!, 16) > 0) ports.add(Number.parseInt(local!.split(':')[1]!, 16))
  }
  return ports
}
