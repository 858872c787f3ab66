/** What goes over the wire; the same as `assistant/events.py`, version 1. */

export type Language = 'zh' | 'en'

export type Element =
  | 'summary'
  | 'conditions'
  | 'materials'
  | 'fees'
  | 'benefit'
  | 'time_limit'
  | 'process'
  | 'online'
  | 'location'
  | 'hours'
  | 'contact'
  | 'appointment'
  | 'delivery'
  | 'visits'
  | 'result'
  | 'legal_basis'
  | 'department'
  | 'complaint'
  | 'questions'

// Incoming: what the citizen's client sends

export interface Hello {
  type: 'hello'
  conversation_id: string
  token: string
  last_event_id: number
}

export interface IncomingMessage {
  type: 'message'
  client_id: string
  text: string
  choice?: string
}

export interface HandoffRequest {
  type: 'handoff_request'
  client_id: string
}

export interface FileNotice {
  type: 'file'
  client_id: string
  file_id: string
}

export interface Settings {
  type: 'settings'
  region_code?: string
  language?: Language
}

export interface Rating {
  type: 'rating'
  message_id: number
  level: 1 | 2 | 3 | 4 | 5
}

export interface Ping {
  type: 'ping'
}

/** Sent again until it is confirmed: the server knows a repetition by its `client_id`. */
export type Submission = IncomingMessage | HandoffRequest | FileNotice

/** Sent once, as soon as there is a socket. */
export type Notice = Settings | Rating

export type Incoming = Hello | Submission | Notice | Ping

// Parts of an answer

export interface MatterReference {
  guide_id: string
  matter: string
  task_name: string
  region_code: string
  region_name: string
}

export interface Choice {
  label: string
  value: string
  detail: string
}

export interface Fact {
  label: string
  value: string
  note: string
}

export interface MaterialItem {
  name: string
  need: string
  form: string
  source: string
  note: string
  when: string
}

export interface StepItem {
  name: string
  description: string
}

export interface PlaceItem {
  name: string
  region_name: string
  address: string
  phone: string
  hours: string[]
  remark: string
  longitude: number | null
  latitude: number | null
}

export interface FactsBlock {
  type: 'facts'
  items: Fact[]
}

export interface ParagraphBlock {
  type: 'paragraph'
  text: string
}

export interface MaterialsBlock {
  type: 'materials'
  items: MaterialItem[]
}

export interface StepsBlock {
  type: 'steps'
  title: string
  items: StepItem[]
}

export interface PlacesBlock {
  type: 'places'
  items: PlaceItem[]
}

export interface LinkBlock {
  type: 'link'
  label: string
  url: string
}

export type Block =
  | FactsBlock
  | ParagraphBlock
  | MaterialsBlock
  | StepsBlock
  | PlacesBlock
  | LinkBlock

export interface Citation {
  number: number
  guide_id: string
  task_name: string
  region_name: string
  element: Element | null
  path: string
  quote: string
  dept_name: string
  version: string
  effective_from: string | null
  source_url: string
  link: string
  demonstration: boolean
}

// Outgoing: what the client is sent

export interface Message {
  role: 'citizen' | 'assistant'
  text: string
  client_id: string | null
  outcome: string | null
  element: Element | null
  matter: MatterReference | null
  blocks: Block[]
  choices: Choice[]
}

interface Numbered<Type extends string, Data> {
  v: 1
  id: number
  at: string
  type: Type
  data: Data
}

/** An event that is kept by the server and numbered without gaps. */
export type Stored =
  | Numbered<'message_delta', { text: string }>
  | Numbered<'message', Message>
  | Numbered<'citations', { message_id: number; citations: Citation[] }>
  | Numbered<'suggestions', { message_id: number; suggestions: { text: string }[] }>
  | Numbered<'settings', { region_code: string; region_name: string; language: Language }>

export interface Welcome {
  type: 'welcome'
  conversation_id: string
  last_event_id: number
  region_code: string
  region_name: string
  language: Language
}

export interface ErrorNotice {
  type: 'error'
  code: string
  message: string
  client_id: string | null
}

export type Outgoing = Stored | Welcome | ErrorNotice | { type: 'typing' } | { type: 'pong' }
