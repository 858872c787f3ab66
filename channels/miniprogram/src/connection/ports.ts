/** What the connection needs from the world, so that tests can put in their own. */

import type { Stored, Submission, Welcome } from '../contract/events'

export type ConnectionState = 'idle' | 'connecting' | 'open' | 'waiting' | 'polling'

export interface Identity {
  id: string
  token: string
}

export interface Socket {
  send(text: string): void
  close(): void
}

export interface SocketHandlers {
  opened(): void
  received(text: string): void
  /** The socket is gone, or could not be had. */
  closed(): void
}

export interface Transport {
  createConversation(): Promise<Identity>
  openSocket(handlers: SocketHandlers): Socket
  fetchEvents(identity: Identity, after: number): Promise<Stored[]>
  /** Submit over HTTP. A file notice cannot be, and waits for a socket. */
  post(identity: Identity, submission: Submission): Promise<Stored[]>
}

export interface Listener {
  stateChanged(state: ConnectionState): void
  identityChanged(identity: Identity | null): void
  /** A numbered event: each once, in order. */
  eventStored(event: Stored): void
  outboxChanged(outbox: readonly Submission[]): void
  submissionFailed(submission: Submission, message: string): void
  welcomed(welcome: Welcome): void
  typing(): void
  /** Something was wrong that belongs to no message. */
  failed(message: string): void
}

/** A request that was answered with an error, or with status 0 not at all. */
export class RequestFailed extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'RequestFailed'
  }

  /** The server does not know the conversation, or not with this token. */
  get unknownConversation(): boolean {
    return this.status === 404 || this.status === 401
  }

  /** The request itself was wrong: sending it again would not help. */
  get refused(): boolean {
    return this.status >= 400 && this.status < 500
  }
}
