/** The one conversation of this device: its state, and what a citizen can do in it. */

import { computed, ref, shallowRef, watch } from 'vue'
import { loadCatalog } from '../catalog'
import { Connection } from '../connection/connection'
import type { ConnectionState, Identity, Listener } from '../connection/ports'
import type { Language, Stored, Submission } from '../contract/events'
import { request } from '../platform/http'
import { preferences } from '../preferences'
import { MESSAGE_LENGTH } from '../settings'
import { texts } from '../texts'
import { forget, keepEvents, keepIdentity, keepOutbox, keepRatings, recall } from './memory'
import { buildTimeline } from './timeline'
import { transport } from './transport'

/** Without a sign from the server the typing indicator goes away. */
const TYPING_LASTS = 20_000

const remembered = recall()
const identity = shallowRef<Identity | null>(remembered.identity)
const events = shallowRef<readonly Stored[]>(remembered.events)
const outbox = shallowRef<readonly Submission[]>(remembered.outbox)
const failures = shallowRef<readonly { submission: Submission; reason: string }[]>([])
/** Words for what is submitted without any, by client id. */
const labels = shallowRef<Record<string, string>>(remembered.labels)

export const ratings = shallowRef<Record<number, number>>(remembered.ratings)
export const connectionState = ref<ConnectionState>('idle')
/** The connection was lost and is not back yet. */
export const troubled = ref(false)
export const typing = ref(false)
/** Something to tell the citizen that belongs to no message. */
export const notice = ref('')
/** What is being written; kept when the page is left for a guide. */
export const draft = ref('')

export const timeline = computed(() =>
  buildTimeline(
    events.value,
    outbox.value.map(words),
    failures.value.map(({ submission, reason }) => ({ ...words(submission), reason })),
  ),
)
export const begun = computed(() => timeline.value.length > 0)

function words(submission: Submission): { clientId: string; text: string } {
  const clientId = submission.client_id
  const text = submission.type === 'message' ? submission.text : (labels.value[clientId] ?? '')
  return { clientId, text }
}

let typingTimer: ReturnType<typeof setTimeout> | undefined

function setTyping(on: boolean): void {
  clearTimeout(typingTimer)
  typing.value = on
  if (on) typingTimer = setTimeout(() => (typing.value = false), TYPING_LASTS)
}

const listener: Listener = {
  stateChanged(state) {
    connectionState.value = state
    if (state === 'waiting') troubled.value = true
    else if (state !== 'connecting') troubled.value = false
    if (state === 'waiting') setTyping(false)
  },
  identityChanged(changed) {
    identity.value = changed
    keepIdentity(changed)
    if (!changed) clearAnswers()
  },
  eventStored(event) {
    events.value = [...events.value, event]
    keepEvents(events.value)
    if (event.type === 'message' && event.data.role === 'assistant') setTyping(false)
    if (event.type === 'settings') adoptRegion(event.data.region_code)
  },
  outboxChanged(changed) {
    outbox.value = changed
    keepOutbox(changed, labels.value)
  },
  submissionFailed(submission, message) {
    setTyping(false)
    failures.value = [...failures.value, { submission, reason: message || texts.value.failed }]
  },
  welcomed({ region_code, language }) {
    adoptRegion(region_code)
    if (language !== preferences.language) tellLanguage(preferences.language)
  },
  typing: () => setTyping(true),
  failed(message) {
    notice.value = message
  },
}

function connectionFrom(known: Identity | null): Connection {
  const lastEventId = events.value[events.value.length - 1]?.id ?? 0
  return new Connection(transport, listener, { identity: known, lastEventId, outbox: outbox.value })
}

let connection = connectionFrom(remembered.identity)

/** Resume what this device remembers; a new conversation begins with its first message. */
export function resume(): void {
  if (identity.value || outbox.value.length) connection.start()
}

export const wake = () => connection.wake()

// What a citizen can do

export function ask(text: string, choice?: string): void {
  const said = text.trim().slice(0, MESSAGE_LENGTH)
  if (!said) return
  submit({ type: 'message', client_id: newId(), text: said, ...(choice === undefined ? {} : { choice }) })
}

export function requestPerson(): void {
  submit({ type: 'handoff_request', client_id: newId() }, texts.value.handoffSaid)
}

export function submitFile(fileId: string, name: string): void {
  submit({ type: 'file', client_id: newId(), file_id: fileId }, texts.value.fileSaid(name))
}

function submit(submission: Submission, label?: string): void {
  notice.value = ''
  if (label) labels.value = { ...labels.value, [submission.client_id]: label }
  connection.submit(submission)
}

export function retry(clientId: string): void {
  const failure = takeFailure(clientId)
  if (failure) connection.submit({ ...failure, client_id: newId() })
}

/** Take a failed message back into the input. */
export function edit(clientId: string): void {
  const failure = takeFailure(clientId)
  if (failure?.type === 'message') draft.value = failure.text
}

function takeFailure(clientId: string): Submission | undefined {
  const found = failures.value.find(({ submission }) => submission.client_id === clientId)
  failures.value = failures.value.filter((failure) => failure !== found)
  return found?.submission
}

export function rate(messageId: number, level: 5 | 2): void {
  ratings.value = { ...ratings.value, [messageId]: level }
  keepRatings(ratings.value)
  connection.notify({ type: 'rating', message_id: messageId, level })
}

export function chooseRegion(code: string): void {
  if (code === preferences.regionCode) return
  preferences.regionCode = code
  void loadCatalog()
  // Over HTTP alone a conversation cannot change its region.
  if (connectionState.value === 'polling') startOver()
  else if (identity.value) connection.notify({ type: 'settings', region_code: code })
}

function adoptRegion(code: string): void {
  if (code === preferences.regionCode) return
  preferences.regionCode = code
  void loadCatalog()
}

export function tellLanguage(language: Language): void {
  if (identity.value) connection.notify({ type: 'settings', language })
}

export function startOver(): void {
  connection.stop()
  identity.value = null
  outbox.value = []
  labels.value = {}
  failures.value = []
  notice.value = ''
  clearAnswers()
  forget()
  connection = connectionFrom(null)
}

/** Erase the conversation at the server and here. */
export async function erase(): Promise<boolean> {
  const known = identity.value
  if (known) {
    try {
      await request('DELETE', `/api/conversations/${encodeURIComponent(known.id)}`, { token: known.token })
    } catch (error) {
      const { status } = error as { status?: number }
      if (status !== 404 && status !== 401) return false
    }
  }
  startOver()
  return true
}

/** The identity of the conversation, begun if need be; null when there is no connection. */
export function identified(within = 15_000): Promise<Identity | null> {
  if (identity.value) return Promise.resolve(identity.value)
  connection.start()
  return new Promise((resolve) => {
    const done = (value: Identity | null) => {
      stop()
      clearTimeout(timer)
      resolve(value)
    }
    const stop = watch(identity, (value) => value && done(value))
    const timer = setTimeout(() => done(null), within)
  })
}

function clearAnswers(): void {
  events.value = []
  ratings.value = {}
  keepEvents([])
  keepRatings({})
  setTyping(false)
}

function newId(): string {
  const random = () => Math.random().toString(36).slice(2, 10)
  return `${Date.now().toString(36)}-${random()}${random()}`
}
