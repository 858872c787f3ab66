import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection } from '../src/connection/connection'
import type { Resume } from '../src/connection/connection'
import { confirmation, FakeTransport, IDENTITY, message, Recorder, stored } from './fakes'

let transport: FakeTransport
let seen: Recorder

function connection(resume: Partial<Resume> = {}): Connection {
  const all = { identity: IDENTITY, lastEventId: 0, outbox: [], ...resume }
  return new Connection(transport, seen, all, () => 1)
}

function opened(resume: Partial<Resume> = {}): Connection {
  const made = connection(resume)
  made.start()
  transport.socket.welcome()
  return made
}

beforeEach(() => {
  vi.useFakeTimers()
  transport = new FakeTransport()
  seen = new Recorder()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('beginning', () => {
  it('creates no conversation before the first message', async () => {
    const one = connection({ identity: null })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(one.state).toBe('idle')
    expect(transport.created).toBe(0)
  })

  it('creates one with the first message, says hello, and sends it', async () => {
    const one = connection({ identity: null })
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(transport.created).toBe(1)
    expect(transport.socket.sent).toEqual([])
    transport.socket.welcome()
    expect(transport.socket.types).toEqual(['hello', 'message'])
    expect(one.state).toBe('open')
    expect(seen.identities).toEqual(['c1'])
  })

  it('tries again later when none can be created', async () => {
    transport.createConversation.mockRejectedValueOnce(new Error('down'))
    const one = connection({ identity: null })
    one.submit(message('m1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(one.state).toBe('waiting')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(transport.sockets).toHaveLength(1)
  })
})

describe('events', () => {
  it('are given out in order and once', () => {
    opened()
    for (const id of [1, 3, 2, 2, 1, 4]) transport.socket.say(stored(id))
    expect(seen.ids).toEqual([1, 2, 3, 4])
  })

  it('are not given out again after a resume', () => {
    opened({ lastEventId: 2 })
    expect(transport.socket.sent[0]).toMatchObject({ type: 'hello', last_event_id: 2 })
    for (const id of [1, 2, 3]) transport.socket.say(stored(id))
    expect(seen.ids).toEqual([3])
  })

  it('that are missing are asked for by a resume', async () => {
    opened()
    transport.socket.say(stored(1))
    transport.socket.say(stored(3))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(transport.sockets).toHaveLength(2)
    expect(transport.sockets[0].closed).toBe(true)
    transport.socket.welcome()
    expect(transport.socket.sent[0]).toMatchObject({ last_event_id: 1 })
    transport.socket.say(stored(2))
    transport.socket.say(stored(3))
    expect(seen.ids).toEqual([1, 2, 3])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(transport.sockets).toHaveLength(2)
  })

  it('that are missing for good are passed over', async () => {
    opened()
    transport.socket.say(stored(2))
    await vi.advanceTimersByTimeAsync(3_000)
    transport.socket.welcome()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(seen.ids).toEqual([2])
  })

  it('that make no sense are ignored', () => {
    const one = opened()
    transport.socket.garble()
    transport.socket.say(stored(1))
    expect(one.state).toBe('open')
    expect(seen.ids).toEqual([1])
  })
})

describe('messages', () => {
  it('stay in the outbox until they are confirmed', () => {
    const one = opened()
    one.submit(message('m1'))
    expect(seen.outbox).toEqual(['m1'])
    transport.socket.say(confirmation(1, 'm1'))
    expect(seen.outbox).toEqual([])
  })

  it('are sent again after a reconnect with the same id, in order', async () => {
    const one = opened()
    one.submit(message('m1'))
    transport.socket.lose()
    one.submit(message('m2'))
    await vi.advanceTimersByTimeAsync(1_000)
    transport.socket.welcome()
    expect(transport.socket.messages).toEqual(['m1', 'm2'])
  })

  it('kept from before a reload are sent', () => {
    opened({ outbox: [message('m0')] })
    expect(transport.socket.messages).toEqual(['m0'])
  })

  it('that are refused leave the outbox with the reason', () => {
    const one = opened()
    one.submit(message('m1'))
    transport.socket.say({ type: 'error', code: 'too_fast', message: '请稍等', client_id: 'm1' })
    expect(seen.failures).toEqual([{ clientId: 'm1', message: '请稍等' }])
    expect(seen.outbox).toEqual([])
    expect(one.state).toBe('open')
  })

  it('are not sent before the welcome', () => {
    const one = connection()
    one.start()
    transport.socket.open()
    one.submit(message('m1'))
    expect(transport.socket.types).toEqual(['hello'])
    transport.socket.welcome()
    expect(transport.socket.messages).toEqual(['m1'])
  })
})

describe('notices', () => {
  it('wait for a socket and are sent before messages, once', async () => {
    const one = connection()
    one.start()
    one.submit(message('m1'))
    one.notify({ type: 'settings', region_code: '990103' })
    transport.socket.welcome()
    expect(transport.socket.types).toEqual(['hello', 'settings', 'message'])
    transport.socket.lose()
    await vi.advanceTimersByTimeAsync(1_000)
    transport.socket.welcome()
    expect(transport.socket.types).toEqual(['hello', 'message'])
  })
})

describe('a lost connection', () => {
  it('is had again after a pause that doubles up to half a minute', async () => {
    transport.createConversation.mockRejectedValue(new Error('down'))
    const one = connection({ identity: null })
    one.start()
    await vi.advanceTimersByTimeAsync(0)
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = transport.createConversation.mock.calls.length
      await vi.advanceTimersByTimeAsync(pause - 1)
      expect(transport.createConversation).toHaveBeenCalledTimes(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(transport.createConversation).toHaveBeenCalledTimes(before + 1)
    }
  })

  it('is noticed when nothing is heard between two pings', async () => {
    const one = opened()
    await vi.advanceTimersByTimeAsync(25_000)
    expect(transport.socket.types).toEqual(['hello', 'ping'])
    transport.socket.say({ type: 'pong' })
    await vi.advanceTimersByTimeAsync(25_000)
    expect(one.state).toBe('open')
    await vi.advanceTimersByTimeAsync(25_000)
    expect(one.state).toBe('waiting')
  })

  it('is had again at once when the network is back', () => {
    const one = opened()
    transport.socket.lose()
    expect(one.state).toBe('waiting')
    one.wake()
    expect(transport.sockets).toHaveLength(2)
  })

  it('is not had again after a stop', async () => {
    const one = opened()
    one.stop()
    expect(transport.socket.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(one.state).toBe('idle')
    expect(transport.sockets).toHaveLength(1)
  })

  it('has no say any more once another is there', async () => {
    const one = opened()
    const old = transport.socket
    old.lose()
    await vi.advanceTimersByTimeAsync(1_000)
    transport.socket.welcome()
    old.say(stored(1))
    old.lose()
    expect(seen.ids).toEqual([])
    expect(one.state).toBe('open')
  })
})

describe('an unknown conversation', () => {
  const unknown = { type: 'error', code: 'conversation_not_found', message: '', client_id: null }

  it('is replaced by a new one that gets what is unsent', async () => {
    const one = connection({ identity: { id: 'old', token: 'x' }, lastEventId: 9, outbox: [message('m1')] })
    one.start()
    transport.socket.open()
    transport.socket.say(unknown)
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.identities).toEqual([null, 'c1'])
    transport.socket.welcome()
    expect(transport.socket.sent[0]).toMatchObject({ conversation_id: 'c1', last_event_id: 0 })
    expect(transport.socket.messages).toEqual(['m1'])
    expect(seen.notices).toEqual([])
  })

  it('for the second time in a row makes a pause', async () => {
    const one = connection()
    one.start()
    transport.socket.open()
    transport.socket.say(unknown)
    await vi.advanceTimersByTimeAsync(0)
    transport.socket.open()
    transport.socket.say(unknown)
    expect(one.state).toBe('waiting')
  })
})
