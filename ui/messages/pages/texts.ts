/** A title and a text. */
export interface TitledText {
  title: string
  text: string
}

/**
 * All texts of our pages, except those of the components. Sentences that contain
 * names are functions of the names.
 */
export interface PageTexts {
  /** What the app calls itself where `connect.name` in `nuxt.config` does not say. */
  appName: string
  layout: {
    skip: string
    /** Label of the main navigation. */
    navigation: string
    integrations: string
    account: string
    signIn: string
    withoutScripts: string
    /** On the page one is led to after that. */
    accountDeleted: string
    /** What the app is, in the footer. */
    footer: string
  }
  theme: {
    label: string
    system: string
    light: string
    dark: string
  }
  start: {
    title: string
    /** @param platforms their names, as a list */
    lead: (platforms: string) => string
    /** Where there are too many platforms to name. */
    leadWithoutNames: string
    signUp: string
    signIn: string
    toIntegrations: string
    /** Says that the accounts shown are made up. */
    example: string
    platforms: TitledText
    /** How accounts of a platform are connected. */
    byConsent: (platform: string) => string
    byKey: (platform: string) => string
    byAppPassword: (platform: string) => string
    promises: { title: string, items: readonly TitledText[] }
    /** What the status of an account tells, under the badges that tell it. */
    health: TitledText & { healthy: string, expiring: string, ended: string }
  }
  login: {
    signIn: string
    signUp: string
    /** Platforms that sign nobody up. @param platforms their names, as a list */
    onceConnected: (platforms: string) => string
    /** What comes after signing up. */
    lead: string
  }
  integrations: {
    title: string
    lead: string
    /** Leads from a message to the platform's card. */
    goTo: (platform: string) => string
    /** Leads from the card to the platform's page. */
    manage: (platform: string) => string
  }
  platform: {
    title: (platform: string) => string
    lead: { consent: (platform: string) => string, key: (platform: string) => string }
    breadcrumb: string
    help: {
      title: (platform: string) => string
      consent: (platform: string) => string
      key: (platform: string) => string
      link: (platform: string) => string
    }
  }
  account: {
    title: string
    lead: string
    loading: string
    profile: TitledText & { name: string, email: string, save: string, saved: string }
    methods: TitledText & {
      password: string
      passwordSet: string
      passwordUnset: string
      /** For a platform one can sign in with. */
      connected: string
      manage: string
      none: string
    }
    password: TitledText & {
      current: string
      new: string
      /** @param length characters a password has at least */
      rule: (length: number) => string
      change: string
      changed: string
      /** In place of the text, where there is none yet. */
      first: string
      set: string
      isSet: string
      unavailable: string
    }
    sessions: TitledText & {
      current: string
      /** What is known of the browser it is from. */
      device: (browser: string | undefined, system: string | undefined) => string
      lastUsed: (date: string) => string
      signedIn: (date: string) => string
      end: string
      endLabel: (device: string) => string
      ended: (device: string) => string
      endOthers: string
      othersEnded: string
    }
    appearance: TitledText
    remove: TitledText & {
      begin: string
      question: string
      consequences: readonly string[]
      password: string
      confirm: string
      deleting: string
      keep: string
    }
    /** For what only somebody who has just signed in may do. */
    fresh: { text: string, signIn: string }
  }
  popup: {
    /** Whether it went well or not, which is told elsewhere. */
    title: string
    text: string
  }
  error: {
    status: (status: number) => string
    /** By status, and for every other. */
    404: TitledText
    503: TitledText
    /** What is wrong with the request: other statuses below 500. */
    refused: TitledText
    other: TitledText
    tryAgain: string
    toStart: string
  }
}
