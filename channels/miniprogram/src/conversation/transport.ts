import type { Identity, Transport } from '../connection/ports'
import type { IncomingMessage, Stored, Submission } from '../contract/events'
import { request } from '../platform/http'
import { openSocket } from '../platform/socket'
import { preferences } from '../preferences'

/** An answer over HTTP may take as long as the server works on it. */
const ANSWER_WITHIN = 60_000

/** What a request for a person is in words, where only words can be sent. */
const HANDOFF_IN_WORDS = '我要找人工'

export const transport: Transport = {
  createConversation: () =>
    request<Identity>('POST', '/api/conversations', {
      body: {
        language: preferences.language,
        ...(preferences.regionCode ? { region_code: preferences.regionCode } : {}),
      },
    }).then(({ id, token }) => ({ id, token })),

  openSocket,

  async fetchEvents({ id, token }, after) {
    const path = `/api/conversations/${encodeURIComponent(id)}/events?after=${after}`
    return (await request<{ events: Stored[] }>('GET', path, { token })).events
  },

  async post({ id, token }, submission) {
    const path = `/api/conversations/${encodeURIComponent(id)}/messages`
    const options = { token, body: inWords(submission), timeout: ANSWER_WITHIN }
    return (await request<{ events: Stored[] }>('POST', path, options)).events
  },
}

function inWords(submission: Submission): Omit<IncomingMessage, 'type'> {
  const { client_id } = submission
  if (submission.type !== 'message') return { client_id, text: HANDOFF_IN_WORDS }
  const { text, choice } = submission
  return choice === undefined ? { client_id, text } : { client_id, text, choice }
}
