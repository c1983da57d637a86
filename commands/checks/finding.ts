/** How serious a finding is: `fail` means that the server does not start, loses data or is not safe. */
export type Level = 'ok' | 'warn' | 'fail'

/** One line of `doctor`. It never contains a secret. */
export interface Finding {
  check: string
  level: Level
  /** What was found. */
  message: string
  /** What to do. */
  advice?: string
}

/** What checks need to know of the app. */
export interface Situation {
  /** Whether to judge as for a production server. */
  production: boolean
}

export function ok(check: string, message: string): Finding {
  return { check, level: 'ok', message }
}

export function warn(check: string, message: string, advice?: string): Finding {
  return { check, level: 'warn', message, advice }
}

export function fail(check: string, message: string, advice?: string): Finding {
  return { check, level: 'fail', message, advice }
}

/** A failure on a production server, and a warning elsewhere. */
export function failIn({ production }: Situation, check: string, message: string, advice?: string): Finding {
  return production ? fail(check, message, advice) : warn(check, message, advice)
}
