import autocannon from 'autocannon'
import type { BenchServer } from './server'

/** The compared routes, in the order of the report. The first is the baseline. */
export const routes = {
  'constant': '/api/bench/constant',
  'list': '/api/auth/accounts',
  'per-account': '/api/bench/per-account',
} as const

export type RouteName = keyof typeof routes
export const routeNames = Object.keys(routes) as RouteName[]

/** Result of one run of a route. */
export interface Sample {
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** CPU usage of the server, as a share of one core. */
  serverCpu?: number
  /** Descriptions of failures, if any. */
  failures: string[]
}

export type Round = Record<RouteName, Sample>

export interface Load {
  server: BenchServer
  cookie: string
  connections: number
  /** The expected response body of every route. */
  body: string
}

/** Returns the response body of the routes. @throws Error when they differ */
export async function askOnce(server: BenchServer, cookie: string): Promise<string> {
  const answers = await Promise.all(routeNames.map(async (name) => {
    const response = await fetch(server.url + routes[name], { headers: { cookie } })
    const body = await response.text()
    if (!response.ok) throw new Error(`${routes[name]} answered ${response.status}: ${body}`)
    return { name, body, type: response.headers.get('content-type') }
  }))
  const expected = answers.find(({ name }) => name === 'list')!
  for (const { name, body, type } of answers) {
    if (body !== expected.body || type !== expected.type) throw new Error(`${routes[name]} returns another response than ${routes.list}:\n${type}\n${body}\n\n${expected.type}\n${expected.body}`)
  }
  return expected.body
}

/**
 * Runs every route once, one after the other, so that other load on the machine
 * affects all of them equally. Each round starts with another route.
 */
export async function runRound(load: Load, number: number, seconds: number): Promise<Round> {
  const first = number % routeNames.length
  const order = [...routeNames.slice(first), ...routeNames.slice(0, first)]
  const round: Partial<Round> = {}
  for (const name of order) round[name] = await runTurn(load, name, seconds)
  return round as Round
}

async function runTurn({ server, cookie, connections, body }: Load, name: RouteName, seconds: number): Promise<Sample> {
  const latencies: number[] = []
  const cpuBefore = await server.cpuSeconds()
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon({
      url: server.url + routes[name],
      headers: { cookie },
      connections,
      duration: seconds,
      // Interval in ms at which autocannon checks the duration. With the default of a second, a run could last a second longer.
      sampleInt: 50,
      expectBody: body,
    }, (error: Error | null, result) => error ? reject(error) : resolve(result))
    // autocannon's own histogram has a resolution of whole milliseconds.
    run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds))
  })
  const cpuAfter = await server.cpuSeconds()
  latencies.sort((a, b) => a - b)
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    serverCpu: cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / result.duration,
    failures: failuresOf(result).map(failure => `${name}: ${failure}`),
  }
}

function failuresOf({ '2xx': ok, non2xx, errors, timeouts, mismatches }: autocannon.Result): string[] {
  const counts = { 'answers other than 2xx': non2xx, 'connection errors': errors, 'time-outs': timeouts, 'answers of other bytes': mismatches }
  const failures = Object.entries(counts).filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`)
  return ok > 0 ? failures : [...failures, 'no answer at all']
}
