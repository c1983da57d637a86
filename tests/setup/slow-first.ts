import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** Folders of tests by how long their files take. */
const slowest = ['browser', 'server', 'unit']

const rank = ({ moduleId }: TestSpecification) => slowest.findIndex(folder => moduleId.includes(`/tests/${folder}/`))

/** Starts slow files first, so that no worker is alone with one at the end. Within a folder it keeps Vitest's order: known durations, or else sizes. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
