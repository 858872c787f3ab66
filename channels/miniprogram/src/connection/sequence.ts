import type { Stored } from '../contract/events'

/** Puts numbered events in order and drops repetitions; what comes too early is held back. */
export class Sequence {
  private readonly early = new Map<number, Stored>()

  constructor(private lastId: number) {}

  /** The number of the last event that was given out. */
  get last(): number {
    return this.lastId
  }

  /** An event is missing: later ones are held back. */
  get gap(): boolean {
    return this.early.size > 0
  }

  /** The events that can be given out now that `event` has come. */
  add(event: Stored): Stored[] {
    if (event.id > this.lastId) this.early.set(event.id, event)
    return this.take()
  }

  /** Give up on the missing events. */
  skip(): Stored[] {
    if (this.gap) this.lastId = Math.min(...this.early.keys()) - 1
    return this.take()
  }

  private take(): Stored[] {
    const ready: Stored[] = []
    for (let next = this.early.get(this.lastId + 1); next; next = this.early.get(this.lastId + 1)) {
      this.early.delete(next.id)
      this.lastId = next.id
      ready.push(next)
    }
    return ready
  }
}
