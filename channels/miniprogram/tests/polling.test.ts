import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection } from '../src/connection/connection'
import { RequestFailed } from '../src/connection/ports'
import { confirmation, FakeTransport, IDENTITY, message, networkDown, Recorder, stored } from './fakes'

let transport: FakeTransport
let seen: Recorder
let one: Connection

beforeEach(() => {
  vi.useFakeTimers()
  transport = new FakeTransport()
  seen = new Recorder()
  one = new Connection(transport, seen, { identity: IDENTITY, lastEventId: 0, outbox: [] }, () => 1)
})
afterEach(() => {
  vi.useRealTimers()
})

/** No socket, twice. */
async function withoutSocket(): Promise<void> {
  one.start()
  transport.socket.lose()
  await vi.advanceTimersByTimeAsync(1_000)
  transport.socket.lose()
  await vi.advanceTimersByTimeAsync(0)
}

describe('without a socket', () => {
  it('HTTP is used after the second failure', async () => {
    await withoutSocket()
    expect(seen.states).toEqual(['connecting', 'waiting', 'connecting', 'polling'])
  })

  it('a socket that is never welcomed counts as a failure', async () => {
    one.start()
    transport.socket.open()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(one.state).toBe('waiting')
  })

  it('messages are posted, and the answer comes with the reply', async () => {
    await withoutSocket()
    transport.answerPost = () => [confirmation(1, 'm1'), stored(2)]
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(transport.posted.map(({ client_id }) => client_id)).toEqual(['m1'])
    expect(seen.ids).toEqual([1, 2])
    expect(seen.outbox).toEqual([])
    expect(seen.typed).toBe(1)
  })

  it('messages are posted one after another, each once', async () => {
    await withoutSocket()
    let id = 0
    transport.answerPost = ({ client_id }) => [confirmation(++id, client_id)]
    one.submit(message('m1'))
    one.submit(message('m2'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(transport.posted.map(({ client_id }) => client_id)).toEqual(['m1', 'm2'])
  })

  it('new events are fetched from the last one on', async () => {
    await withoutSocket()
    transport.answerFetch = (after) => [stored(1), stored(2)].filter(({ id }) => id > after)
    await vi.advanceTimersByTimeAsync(3_000)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(seen.ids).toEqual([1, 2])
    expect(transport.fetchedAfter).toEqual([0, 0, 2])
  })

  it('what a reply leaves out is fetched', async () => {
    await withoutSocket()
    transport.answerPost = () => [confirmation(3, 'm1')]
    transport.answerFetch = (after) => [1, 2, 3].filter((id) => id > after).map((id) => stored(id))
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.ids).toEqual([1, 2, 3])
  })

  it('a refused message is marked, and the next is posted', async () => {
    await withoutSocket()
    transport.answerPost = ({ client_id }) => {
      if (client_id === 'm1') throw new RequestFailed(422, 'too_long', '太长了')
      return [confirmation(1, client_id)]
    }
    one.submit(message('m1'))
    one.submit(message('m2'))
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.failures).toEqual([{ clientId: 'm1', message: '太长了' }])
    expect(seen.outbox).toEqual([])
  })

  it('a file notice waits for a socket', async () => {
    await withoutSocket()
    one.submit({ type: 'file', client_id: 'f1', file_id: 'x' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(transport.posted).toEqual([])
    transport.socket.welcome()
    expect(transport.socket.types).toEqual(['hello', 'file'])
  })

  it('a socket is tried again after a minute, and HTTP goes on if there is none', async () => {
    await withoutSocket()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(transport.sockets).toHaveLength(3)
    transport.socket.lose()
    expect(one.state).toBe('polling')
  })

  it('a message does not wait for a socket that is being tried', async () => {
    await withoutSocket()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(one.state).toBe('connecting')
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(transport.posted).toHaveLength(1)
  })

  it('and without HTTP it waits, and keeps what is unsent', async () => {
    transport.answerFetch = networkDown
    await withoutSocket()
    expect(one.state).toBe('waiting')
    one.submit(message('m1'))
    transport.answerFetch = () => []
    transport.answerPost = () => [confirmation(1, 'm1')]
    await vi.advanceTimersByTimeAsync(2_000)
    transport.socket.lose()
    await vi.advanceTimersByTimeAsync(0)
    expect(one.state).toBe('polling')
    expect(seen.ids).toEqual([1])
  })

  it.each([404, 401])('an unknown conversation (%i) is replaced', async (status) => {
    await withoutSocket()
    transport.answerPost = () => {
      transport.answerPost = ({ client_id }) => [confirmation(1, client_id)]
      throw new RequestFailed(status, 'conversation_not_found', '')
    }
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    transport.socket.lose()
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.identities).toEqual([null, 'c1'])
    expect(transport.posted).toHaveLength(2)
    expect(seen.outbox).toEqual([])
  })
})
