import { describe, expect, it } from 'vitest'
import type { AssistantEntry, Entry } from '../src/conversation/timeline'
import { buildTimeline } from '../src/conversation/timeline'
import { confirmation, stored } from './fakes'

const choices = [
  { label: '本人', value: 'adult', detail: '' },
  { label: '孩子', value: 'minor', detail: '' },
]
const brief = (entries: Entry[]) =>
  entries.map((entry) => (entry.kind === 'citizen' ? `${entry.key}:${entry.status}` : entry.key))
const answer = (entries: Entry[], index: number) => entries[index] as AssistantEntry

describe('timeline', () => {
  it('keeps a message at its place from pending to sent', () => {
    const unsent = [{ clientId: 'm1', text: '问' }]
    expect(brief(buildTimeline([], unsent, []))).toEqual(['m1:pending'])
    expect(brief(buildTimeline([confirmation(1, 'm1')], unsent, []))).toEqual(['m1:sent'])
  })

  it('shows what failed last, with the reason', () => {
    const entries = buildTimeline([stored(1)], [], [{ clientId: 'm1', text: '问', reason: '太快' }])
    expect(brief(entries)).toEqual(['event-1', 'm1:failed'])
  })

  it('puts citations and suggestions to their answer', () => {
    const entries = buildTimeline(
      [
        stored(1),
        { v: 1, id: 2, at: '', type: 'suggestions', data: { message_id: 1, suggestions: [{ text: '多少钱' }] } },
        { v: 1, id: 3, at: '', type: 'citations', data: { message_id: 99, citations: [] } },
      ],
      [],
      [],
    )
    expect(answer(entries, 0).suggestions).toEqual(['多少钱'])
    expect(answer(entries, 0).last).toBe(true)
  })

  it('marks the choice that was pressed, while it is being sent and after', () => {
    const asked = stored(1, { choices })
    const pending = buildTimeline([asked], [{ clientId: 'm1', text: '孩子' }], [])
    expect(answer(pending, 0)).toMatchObject({ answered: true, taken: 'minor', last: false })
    const open = buildTimeline([asked], [], [{ clientId: 'm1', text: '孩子', reason: '' }])
    expect(answer(open, 0)).toMatchObject({ answered: false, taken: null })
  })

  it('closes choices that were answered in words', () => {
    const entries = buildTimeline([stored(1, { choices }), confirmation(2, 'm1')], [], [])
    expect(answer(entries, 0)).toMatchObject({ answered: true, taken: null })
  })
})
