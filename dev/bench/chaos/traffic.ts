import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { askForToken, askInstance, createPerson, createXAccounts } from './accounts'
import type { Person, XAccount } from './accounts'
import type { Instance } from './instance'
import type { World } from './world'

/** Somebody who uses the app, and what must be true about their data. */
export interface Customer extends Person {
  x: XAccount
  /** Accounts connected by key, by their id at the platform. */
  keys: Map<string, KeyAccount>
  /** Ids of rows in the app's own table whose write was acknowledged. */
  posts: string[]
  /** Whether a change of their accounts is under way. There is one at a time. */
  isChanging: boolean
  /** When they last connected an account. */
  connectedAt: number
}

export interface KeyAccount {
  /** `unknown` after a change that got no success: it may have happened. */
  state: 'connected' | 'disconnected' | 'unknown'
  /** Row id, once the server has said it. */
  id?: string
}

/** Mixed requests to all instances that are up. */
export interface Traffic {
  customers: Customer[]
  /** Stops new requests, and waits for those under way. */
  stop(): Promise<void>
}

const customersCount = { short: 6, long: 12 }
const callersPerInstance = 4
/** Milliseconds between two requests of one caller. Enough to leave the processor to the servers. */
const pause = 40
/** Milliseconds between two accounts that a customer connects. The server allows ten a minute. */
const connectEvery = 7000

interface AccountInList { id: string, platform: string, accountId: string, username?: string, status: string }

/** Starts mixed load: lists, tokens, writes of the app, connecting and disconnecting. */
export function startTraffic(world: World, customers: Customer[]): Traffic {
  let isRunning = true
  const callers = world.instances.flatMap(() => Array.from({ length: callersPerInstance }, async () => {
    while (isRunning) {
      const up = world.instances.filter(instance => instance.isUp)
      const instance = pick(up)
      if (instance) await makeRequest(world, instance, pick(customers)!)
      await wait(pause * (0.5 + Math.random()))
    }
  }))
  return {
    customers,
    async stop() {
      isRunning = false
      await Promise.all(callers)
    },
  }
}

/** Signs up customers, each with an X account. Their tokens are renewed every few seconds. */
export async function createCustomers(world: World): Promise<Customer[]> {
  // The vault renews tokens that expire within a minute.
  world.sandbox.state.platforms.get('x')!.state.accessTokenSeconds = 63
  const customers: Customer[] = []
  for (let number = 0; number < customersCount[world.isShort ? 'short' : 'long']; number++) {
    const person = await createPerson(world.instances[number % world.instances.length]!)
    const [x] = await createXAccounts(world, person.userId, 1)
    customers.push({ ...person, x: x!, keys: new Map(), posts: [], isChanging: false, connectedAt: 0 })
  }
  return customers
}

async function makeRequest(world: World, instance: Instance, customer: Customer): Promise<void> {
  const dice = Math.random()
  if (dice < 0.45) return list(world, instance, customer)
  if (dice < 0.75) return void await askForToken(world, instance, customer.x)
  if (dice < 0.9 || customer.isChanging) return post(world, instance, customer)
  customer.isChanging = true
  try {
    const connected = [...customer.keys.values()].filter(({ state }) => state === 'connected')
    if (Date.now() - customer.connectedAt > connectEvery) await connectKey(world, instance, customer)
    else if (connected.length > 1) await disconnect(world, instance, customer, connected[0]!)
  }
  finally {
    customer.isChanging = false
  }
}

/** Lists all accounts. What was connected before and after the request must be there once, and what was disconnected must not. */
async function list(world: World, instance: Instance, customer: Customer): Promise<void> {
  const before = [...customer.keys].map(([accountId, { state }]) => ({ accountId, state }))
  await askInstance(world, instance, '/api/auth/accounts', { headers: customer.headers }, {
    what: 'list',
    check(body) {
      const accounts = Object.values(body as Record<string, AccountInList[]>).flat()
      const ofX = accounts.filter(({ platform }) => platform === 'x')
      if (ofX.length !== 1) return `${ofX.length} X accounts instead of one`
      if (ofX[0]!.status === 'reconnect_required') return 'the X account has to be reconnected, although its grant is good'
      const ids = accounts.map(account => account.id)
      if (new Set(ids).size < ids.length) return 'an account is there twice'
      for (const { accountId, state } of before) {
        if (customer.keys.get(accountId)!.state !== state) continue
        const count = accounts.filter(account => account.accountId === accountId).length
        if (state === 'connected' && count !== 1) return `a connected account is there ${count} times`
        if (state === 'disconnected' && count !== 0) return 'a disconnected account is still there'
      }
      return undefined
    },
  })
}

async function post(world: World, instance: Instance, { headers, posts }: Customer): Promise<void> {
  const id = randomUUID()
  const { ok } = await askInstance(world, instance, '/api/bench/posts', { json: { id }, headers }, { what: 'write' })
  if (ok) posts.push(id)
}

async function connectKey(world: World, instance: Instance, customer: Customer): Promise<void> {
  const { identities, state } = world.sandbox.state.platforms.get('devto')!
  const identity = identities.put({ id: `writer-${randomUUID().slice(0, 8)}` })
  const account: KeyAccount = { state: 'unknown' }
  customer.keys.set(identity.accountId, account)
  customer.connectedAt = Date.now()
  const { ok, body } = await askInstance(world, instance, '/api/auth/devto/accounts', { json: state.credentials.issue(identity), headers: customer.headers }, { what: 'connect' })
  if (ok) Object.assign(account, { state: 'connected', id: (JSON.parse(body) as { id: string }).id })
}

async function disconnect(world: World, instance: Instance, { headers }: Customer, account: KeyAccount): Promise<void> {
  account.state = 'unknown'
  const { ok } = await askInstance(world, instance, `/api/auth/devto/accounts?accountId=${account.id}`, { method: 'DELETE', headers }, { what: 'disconnect' })
  if (ok) account.state = 'disconnected'
}

function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)]
}
