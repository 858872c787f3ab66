import type { Socket, SocketHandlers } from '../connection/ports'
import { socketUrl } from '../settings'

/** A WebSocket to the server; `closed` is called once, also when none can be had. */
export function openSocket(handlers: SocketHandlers): Socket {
  let over = false
  const closed = () => {
    if (over) return
    over = true
    handlers.closed()
  }
  // With a callback the call returns the task, not a promise.
  const task = uni.connectSocket({ url: socketUrl(), fail: closed, complete: () => {} })
  task.onOpen(() => handlers.opened())
  task.onMessage(({ data }) => handlers.received(String(data)))
  task.onClose(closed)
  task.onError(closed)
  return {
    send: (text) => task.send({ data: text, fail: () => task.close({ fail: closed }) }),
    close: () => task.close({}),
  }
}
