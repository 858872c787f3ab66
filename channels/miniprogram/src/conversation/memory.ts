/** What the device keeps of the conversation, so that a reload shows and resumes it. */

import type { Identity } from '../connection/ports'
import type { Stored, Submission } from '../contract/events'
import { load, save } from '../platform/storage'

/** Beyond this the events are not kept: after a reload the server sends them again. */
const LONGEST = 400_000
const SETTLE = 300

export interface Remembered {
  identity: Identity | null
  events: Stored[]
  outbox: Submission[]
  labels: Record<string, string>
  ratings: Record<number, number>
}

export function recall(): Remembered {
  const identity = load<Identity>('identity')
  return {
    identity,
    events: identity ? (load<Stored[]>('events') ?? []) : [],
    outbox: load<Submission[]>('outbox') ?? [],
    labels: load<Record<string, string>>('labels') ?? {},
    ratings: identity ? (load<Record<number, number>>('ratings') ?? {}) : {},
  }
}

export const keepIdentity = (identity: Identity | null) => save('identity', identity)
export const keepRatings = (ratings: Record<number, number>) => save('ratings', ratings)

export function keepOutbox(outbox: readonly Submission[], labels: Record<string, string>): void {
  save('outbox', outbox)
  save('labels', labels)
}

let timer: ReturnType<typeof setTimeout> | undefined

export function keepEvents(events: readonly Stored[]): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    const long = JSON.stringify(events).length > LONGEST
    save('events', long ? null : events)
  }, SETTLE)
}

export function forget(): void {
  clearTimeout(timer)
  for (const key of ['identity', 'events', 'outbox', 'labels', 'ratings']) save(key, null)
}
