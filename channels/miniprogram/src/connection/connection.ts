/**
 * One conversation with the server: over a WebSocket, or over HTTP where none can be had.
 *
 *     idle → connecting → open            the socket is welcomed
 *            connecting → waiting         no socket; again after a pause
 *            connecting → polling         no socket for the second time: HTTP
 *                  open → waiting         the socket was lost
 *               waiting → connecting
 *               polling → connecting      from time to time, to get a socket after all
 *               polling → waiting         HTTP does not work either
 *
 * What is submitted stays in the outbox until a `message` event carries its `client_id`.
 */

import type { Incoming, Notice, Outgoing, Stored, Submission } from '../contract/events'
import { backoff } from './backoff'
import { RequestFailed } from './ports'
import type { ConnectionState, Identity, Listener, Socket, Transport } from './ports'
import { Sequence } from './sequence'

const WELCOME_WITHIN = 8_000
const PING_EVERY = 25_000
const GAP_PATIENCE = 3_000
const POLL_EVERY = 3_000
const SOCKET_AGAIN_AFTER = 60_000
const SOCKET_FAILURES = 2

export interface Resume {
  identity: Identity | null
  lastEventId: number
  outbox: readonly Submission[]
}

export class Connection {
  private current: ConnectionState = 'idle'
  private identity: Identity | null
  private sequence: Sequence
  private outbox: Submission[]
  private notices: Notice[] = []
  private socket: Socket | null = null
  private socketFailures = 0
  private attempts = 0
  private renewed = false
  private resumedAt = -1
  private heard = true
  private flushing = false
  private timers: ReturnType<typeof setTimeout>[] = []
  /** Counts the entries into states; what was begun in an earlier one is ignored when it ends. */
  private era = 0

  constructor(
    private readonly transport: Transport,
    private readonly listener: Listener,
    resume: Resume,
    private readonly random: () => number = Math.random,
  ) {
    this.identity = resume.identity
    this.sequence = new Sequence(resume.lastEventId)
    this.outbox = [...resume.outbox]
  }

  get state(): ConnectionState {
    return this.current
  }

  start(): void {
    if (this.current === 'idle') this.connect()
  }

  stop(): void {
    this.enter('idle')
  }

  /** The network is back, or the citizen is: do not wait any longer. */
  wake(): void {
    if (this.current === 'waiting') this.connect()
  }

  submit(submission: Submission): void {
    this.setOutbox([...this.outbox, submission])
    if (this.current === 'idle') this.connect()
    else if (this.current === 'open') this.send(submission)
    else if (this.current === 'polling') void this.flush()
    else if (this.current === 'connecting' && this.socketFailures >= SOCKET_FAILURES) this.poll()
  }

  notify(notice: Notice): void {
    if (this.current === 'open') this.send(notice)
    else this.notices.push(notice)
  }

  private enter(state: ConnectionState): number {
    this.era += 1
    this.timers.forEach(clearTimeout)
    this.timers = []
    this.flushing = false
    if (state !== 'open') {
      this.socket?.close()
      this.socket = null
    }
    if (state !== this.current) {
      this.current = state
      this.listener.stateChanged(state)
    }
    return this.era
  }

  private after(milliseconds: number, action: () => void): void {
    this.timers.push(setTimeout(action, milliseconds))
  }

  private connect(): void {
    const era = this.enter('connecting')
    if (this.identity) this.openSocket(era, this.identity)
    else void this.create(era)
  }

  private async create(era: number): Promise<void> {
    try {
      const identity = await this.transport.createConversation()
      if (era !== this.era) return
      this.identity = identity
      this.listener.identityChanged(identity)
      this.openSocket(era, identity)
    } catch (error) {
      if (era !== this.era) return
      if (error instanceof RequestFailed && error.refused) this.listener.failed(error.message)
      this.wait()
    }
  }

  private openSocket(era: number, identity: Identity): void {
    const mine = () => era === this.era
    this.after(WELCOME_WITHIN, () => this.socketFailed())
    this.socket = this.transport.openSocket({
      opened: () => {
        if (!mine()) return
        const { id, token } = identity
        this.send({ type: 'hello', conversation_id: id, token, last_event_id: this.sequence.last })
      },
      received: (text) => {
        if (mine()) this.receive(text, () => (era = this.welcome()))
      },
      closed: () => {
        if (mine()) this.socketFailed()
      },
    })
  }

  private socketFailed(): void {
    if (this.current === 'open') return this.wait()
    this.socketFailures += 1
    if (this.socketFailures >= SOCKET_FAILURES) this.poll()
    else this.wait()
  }

  private wait(): void {
    this.enter('waiting')
    this.after(backoff(this.attempts++, this.random), () => this.connect())
  }

  private welcome(): number {
    const era = this.enter('open')
    this.socketFailures = 0
    this.succeeded()
    this.heard = true
    this.ping()
    this.watchGap()
    const waiting = this.notices.splice(0)
    for (const event of [...waiting, ...this.outbox]) this.send(event)
    return era
  }

  private succeeded(): void {
    this.attempts = 0
    this.renewed = false
  }

  private ping(): void {
    this.after(PING_EVERY, () => {
      if (!this.heard) return this.wait()
      this.heard = false
      this.send({ type: 'ping' })
      this.ping()
    })
  }

  private send(event: Incoming): void {
    this.socket?.send(JSON.stringify(event))
  }

  private receive(text: string, welcome: () => void): void {
    this.heard = true
    const event = parse(text)
    if (!event) return
    if (event.type === 'welcome') {
      welcome()
      this.listener.welcomed(event)
    } else if (event.type === 'typing') this.listener.typing()
    else if (event.type === 'error') this.refuse(event.code, event.message, event.client_id)
    else if (event.type !== 'pong') this.accept(event)
  }

  private refuse(code: string, message: string, clientId: string | null): void {
    if (code === 'conversation_not_found') return this.renew()
    const submission = this.outbox.find((item) => item.client_id === clientId)
    if (!submission) return this.listener.failed(message)
    this.setOutbox(this.outbox.filter((item) => item !== submission))
    this.listener.submissionFailed(submission, message)
  }

  /** The server no longer knows the conversation: begin a new one with what is unsent. */
  private renew(): void {
    const again = this.renewed
    this.renewed = true
    this.identity = null
    this.sequence = new Sequence(0)
    this.listener.identityChanged(null)
    if (again) this.wait()
    else this.connect()
  }

  private accept(event: Stored): void {
    const watched = this.sequence.gap
    this.giveOut(this.sequence.add(event))
    if (!watched) this.watchGap()
  }

  private watchGap(): void {
    if (this.sequence.gap && this.current === 'open') this.after(GAP_PATIENCE, () => this.fillGap())
  }

  private fillGap(): void {
    if (!this.sequence.gap) return
    if (this.resumedAt === this.sequence.last) return this.giveOut(this.sequence.skip())
    this.resumedAt = this.sequence.last
    this.connect()
  }

  private giveOut(events: Stored[]): void {
    for (const event of events) {
      if (event.type === 'message' && event.data.client_id) this.settle(event.data.client_id)
      this.listener.eventStored(event)
    }
  }

  private settle(clientId: string): void {
    if (this.outbox.some((item) => item.client_id === clientId)) {
      this.setOutbox(this.outbox.filter((item) => item.client_id !== clientId))
    }
  }

  private setOutbox(outbox: Submission[]): void {
    this.outbox = outbox
    this.listener.outboxChanged(outbox)
  }

  // Over HTTP

  private poll(): void {
    const era = this.enter('polling')
    this.after(SOCKET_AGAIN_AFTER, () => this.connect())
    void this.pollOnce(era)
  }

  private async pollOnce(era: number): Promise<void> {
    if (!(await this.catchUp(era))) return
    await this.flush()
    if (era === this.era) this.after(POLL_EVERY, () => void this.pollOnce(era))
  }

  private async catchUp(era: number): Promise<boolean> {
    const identity = this.identity
    if (!identity) return false
    return this.overHttp(era, async () => {
      const events = await this.transport.fetchEvents(identity, this.sequence.last)
      if (era !== this.era) return
      events.forEach((event) => this.accept(event))
      this.giveOut(this.sequence.skip())
    })
  }

  private async flush(): Promise<void> {
    if (this.flushing) return
    this.flushing = true
    const era = this.era
    for (let next = this.postable(); next && era === this.era; next = this.postable()) {
      if (!(await this.postOne(era, next))) return
    }
    if (era === this.era) this.flushing = false
  }

  private postable(): Submission | undefined {
    return this.outbox.find((item) => item.type !== 'file')
  }

  private async postOne(era: number, submission: Submission): Promise<boolean> {
    const identity = this.identity
    if (!identity) return false
    this.listener.typing()
    const posted = await this.overHttp(era, async () => {
      try {
        const events = await this.transport.post(identity, submission)
        if (era !== this.era) return
        events.forEach((event) => this.accept(event))
        this.settle(submission.client_id)
      } catch (error) {
        if (!(error instanceof RequestFailed) || !error.refused || error.unknownConversation) throw error
        if (era === this.era) this.refuse(error.code, error.message, submission.client_id)
      }
    })
    return posted && (this.sequence.gap ? this.catchUp(era) : true)
  }

  /** Whether `action` went well and the connection is still where it was. */
  private async overHttp(era: number, action: () => Promise<void>): Promise<boolean> {
    try {
      await action()
      if (era === this.era) this.succeeded()
    } catch (error) {
      if (era !== this.era) return false
      if (error instanceof RequestFailed && error.unknownConversation) this.renew()
      else this.wait()
    }
    return era === this.era
  }
}

function parse(text: string): Outgoing | null {
  try {
    const event = JSON.parse(text)
    return event && typeof event.type === 'string' ? event : null
  } catch {
    return null
  }
}
