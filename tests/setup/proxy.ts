import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A TCP proxy between a server and its database, to cut the server off from it. */
export interface DatabaseProxy {
  /** The database's address through the proxy. */
  url: string
  /** Closes all connections and refuses new ones. */
  cut(): void
  /** Like a network that drops all packets: connections stay open, and nothing passes. */
  freeze(): void
  /** Lets everything pass again. What waits in a frozen connection arrives late, as TCP would send it again. */
  resume(): void
  close(): Promise<void>
}

export async function startProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'frozen' = 'open'
  let late: (() => void)[] = []

  function forward(from: Socket, to: Socket) {
    from.on('data', (bytes) => {
      if (state !== 'frozen') return to.write(bytes)
      from.pause()
      late.push(() => {
        to.write(bytes)
        from.resume()
      })
    })
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    sockets.add(from)
  }
  const server = createServer((socket) => {
    if (state === 'cut') return socket.destroy()
    const database = connect(Number(target.port), target.hostname)
    forward(socket, database)
    forward(database, socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)

  function cut() {
    state = 'cut'
    late = []
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut,
    freeze() {
      state = 'frozen'
    },
    resume() {
      state = 'open'
      for (const send of late.splice(0)) send()
    },
    async close() {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
