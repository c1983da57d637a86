import type { Component } from 'vue'
import type { Messages } from '../../ui/messages/messages'
import type { Scene } from './scene'

/** One state of a component. */
export interface GalleryState {
  props?: Record<string, unknown>
  /** The initial value of its `v-model`. */
  model?: unknown
  slots?: Record<string, () => unknown>
  scene?: Scene
  /** Brings the component into the state. `set` changes props, as a parent would. */
  play?: (element: HTMLElement, set: (props: Record<string, unknown>) => void) => Promise<void>
}

export interface GalleryEntry extends GalleryState {
  /** `component/state` */
  id: string
  component: Component
}

export interface GalleryContext {
  messages: Messages
  /** Milliseconds; the same for server and browser. */
  now: number
}

/** The states of one component. */
export type Entries = (context: GalleryContext) => GalleryEntry[]

/** The states of a component by their names. */
export function statesOf(name: string, component: Component, states: Record<string, GalleryState>): GalleryEntry[] {
  return Object.entries(states).map(([state, rest]) => ({ id: `${name}/${state}`, component, ...rest }))
}

/** A time relative to now, in the format of the API. */
export function later(now: number, minutes: number): string {
  return new Date(now + minutes * 60_000).toISOString()
}
