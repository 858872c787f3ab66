/** From numbered events and what is unsent to what the chat page shows. */

import type { Choice, Citation, Message, Stored } from '../contract/events'

export interface CitizenEntry {
  kind: 'citizen'
  key: string
  text: string
  status: 'sent' | 'pending' | 'failed'
  reason: string
}

export interface AssistantEntry {
  kind: 'assistant'
  key: string
  id: number
  message: Message
  citations: Citation[]
  suggestions: string[]
  /** The choice that was taken, once any message followed. */
  taken: string | null
  answered: boolean
  /** The last entry: suggestions are shown under it alone. */
  last: boolean
}

export type Entry = CitizenEntry | AssistantEntry

/** A submission with the words that stand for it until the server has confirmed it. */
export interface Unsent {
  clientId: string
  text: string
}

export function buildTimeline(
  events: readonly Stored[],
  unsent: readonly Unsent[],
  failures: readonly (Unsent & { reason: string })[],
): Entry[] {
  const entries: Entry[] = []
  const answers = new Map<number, AssistantEntry>()
  const confirmed = new Set<string>()
  for (const event of events) {
    if (event.type === 'message') {
      const { id, data } = event
      if (data.role === 'citizen') {
        if (data.client_id) confirmed.add(data.client_id)
        entries.push(citizen(data.client_id ?? `event-${id}`, data.text, 'sent'))
      } else {
        const entry = assistant(id, data)
        answers.set(id, entry)
        entries.push(entry)
      }
    } else if (event.type === 'citations') {
      const answer = answers.get(event.data.message_id)
      if (answer) answer.citations = event.data.citations
    } else if (event.type === 'suggestions') {
      const answer = answers.get(event.data.message_id)
      if (answer) answer.suggestions = event.data.suggestions.map(({ text }) => text)
    }
  }
  for (const { clientId, text } of unsent) {
    if (!confirmed.has(clientId)) entries.push(citizen(clientId, text, 'pending'))
  }
  markAnswered(entries)
  for (const { clientId, text, reason } of failures) {
    entries.push(citizen(clientId, text, 'failed', reason))
  }
  return entries
}

function citizen(key: string, text: string, status: CitizenEntry['status'], reason = ''): CitizenEntry {
  return { kind: 'citizen', key, text, status, reason }
}

function assistant(id: number, message: Message): AssistantEntry {
  return {
    kind: 'assistant',
    key: `event-${id}`,
    id,
    message,
    citations: [],
    suggestions: [],
    taken: null,
    answered: false,
    last: false,
  }
}

/** Choices are answered by the next message of the citizen, whether a button or words. */
function markAnswered(entries: Entry[]): void {
  let next: CitizenEntry | null = null
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index]
    if (entry.kind === 'citizen') next = entry
    else {
      entry.last = index === entries.length - 1
      entry.answered = next !== null
      entry.taken = next ? takenFrom(entry.message.choices, next.text) : null
    }
  }
}

function takenFrom(choices: readonly Choice[], text: string): string | null {
  return choices.find(({ label }) => label === text)?.value ?? null
}
