/** A server that a test plays itself: sockets and requests wait for what the test says. */

import { vi } from 'vitest'
import type { Identity, Listener, SocketHandlers, Transport } from '../src/connection/ports'
import { RequestFailed } from '../src/connection/ports'
import type { IncomingMessage, Message, Stored, Submission, Welcome } from '../src/contract/events'

export const IDENTITY: Identity = { id: 'c1', token: 't1' }

export class FakeSocket {
  readonly sent: any[] = []
  closed = false

  constructor(private readonly handlers: SocketHandlers) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.closed = true
    this.handlers.closed()
  }

  get types(): string[] {
    return this.sent.map(({ type }) => type)
  }

  /** Of all that was sent, the ids of messages. */
  get messages(): string[] {
    return this.sent.filter(({ type }) => type === 'message').map(({ client_id }) => client_id)
  }

  open(): void {
    this.handlers.opened()
  }

  lose(): void {
    this.handlers.closed()
  }

  say(event: object): void {
    this.handlers.received(JSON.stringify({ v: 1, ...event }))
  }

  garble(): void {
    this.handlers.received('{')
  }

  welcome(overrides: Partial<Welcome> = {}): void {
    this.open()
    this.say({
      type: 'welcome',
      conversation_id: IDENTITY.id,
      last_event_id: 0,
      region_code: '990102',
      region_name: '东区',
      language: 'zh',
      ...overrides,
    })
  }
}

export class FakeTransport implements Transport {
  readonly sockets: FakeSocket[] = []
  readonly fetchedAfter: number[] = []
  readonly posted: Submission[] = []
  created = 0
  createConversation = vi.fn(async () => ({ id: `c${++this.created}`, token: 't' }))
  answerFetch: (after: number) => Stored[] = () => []
  answerPost: (submission: Submission) => Stored[] = () => []

  openSocket(handlers: SocketHandlers): FakeSocket {
    const socket = new FakeSocket(handlers)
    this.sockets.push(socket)
    return socket
  }

  async fetchEvents(_: Identity, after: number): Promise<Stored[]> {
    this.fetchedAfter.push(after)
    return this.answerFetch(after)
  }

  async post(_: Identity, submission: Submission): Promise<Stored[]> {
    this.posted.push(submission)
    return this.answerPost(submission)
  }

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1]
  }
}

export class Recorder implements Listener {
  readonly states: string[] = []
  readonly ids: number[] = []
  readonly identities: (string | null)[] = []
  readonly failures: { clientId: string; message: string }[] = []
  readonly notices: string[] = []
  outbox: string[] = []
  typed = 0

  stateChanged = (state: string) => void this.states.push(state)
  identityChanged = (identity: Identity | null) => void this.identities.push(identity?.id ?? null)
  eventStored = (event: Stored) => void this.ids.push(event.id)
  outboxChanged = (outbox: readonly Submission[]) =>
    void (this.outbox = outbox.map(({ client_id }) => client_id))
  submissionFailed = ({ client_id }: Submission, message: string) =>
    void this.failures.push({ clientId: client_id, message })
  welcomed = () => {}
  typing = () => void (this.typed += 1)
  failed = (message: string) => void this.notices.push(message)
}

export function message(clientId: string, text = '身份证丢了'): IncomingMessage {
  return { type: 'message', client_id: clientId, text }
}

export function stored(id: number, data: Partial<Message> = {}): Stored {
  return {
    v: 1,
    id,
    at: '2026-11-22T08:00:00Z',
    type: 'message',
    data: {
      role: 'assistant',
      text: `第 ${id} 条`,
      client_id: null,
      outcome: null,
      element: null,
      matter: null,
      blocks: [],
      choices: [],
      ...data,
    },
  }
}

export function confirmation(id: number, clientId: string): Stored {
  return stored(id, { role: 'citizen', client_id: clientId })
}

export const networkDown = () => {
  throw new RequestFailed(0, 'network', '')
}
