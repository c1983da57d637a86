import type { Dialect } from '../../../server/database/dialect'
import type { World } from './world'

/** One row of the table. */
export interface Scenario {
  /** Its name on the command line, in lower case and without spaces. */
  name: string
  /** What happens, as the table says it. */
  title: string
  dialects: readonly Dialect[]
  /** Whether it mostly waits. It then runs beside the others. */
  waitsLong?: boolean
  /** Makes the folder of the database special, such as small. @returns undoes it */
  prepareFolder?: (folder: string) => Promise<() => void>
  /** Does it, and counts in `world.tally`. @throws when the row cannot run at all */
  run(world: World): Promise<void>
}
