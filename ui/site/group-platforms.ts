import type { Platform } from '../../composables/usePlatform'

/** Platforms under one heading, or under none. */
export interface PlatformGroup {
  heading?: string
  platforms: Platform[]
}

/** Groups platforms by their headings. Groups and platforms keep the order of the server. */
export function groupPlatforms(platforms: readonly Platform[]): PlatformGroup[] {
  return [...Map.groupBy(platforms, ({ group }) => group)].map(([heading, platforms]) => ({ heading, platforms }))
}
