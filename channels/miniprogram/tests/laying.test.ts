import { describe, expect, it } from 'vitest'
import type { Block, Message } from '../src/contract/events'
import { emergencyNumbers, emphasis, headingOf, lay, phoneIn } from '../src/conversation/laying'

function answer(blocks: Block[], more: Partial<Message> = {}): Message {
  return {
    role: 'assistant',
    text: '',
    client_id: null,
    outcome: 'answered_by_field',
    element: 'fees',
    matter: { guide_id: 'g', matter: 'm', task_name: '食品经营许可（新办）', region_code: '1', region_name: '样例市' },
    blocks,
    choices: [],
    ...more,
  }
}
const paragraph = (text: string): Block => ({ type: 'paragraph', text })

describe('the head of an answer', () => {
  it.each([
    ['「食品经营许可（新办）」（各区一致）的收费标准：', '食品经营许可（新办）', '各区一致', '收费标准'],
    ['"食品经营许可" (东区), 收费标准:', '食品经营许可', '东区', '收费标准'],
    ['"食品经营许可" (（东区）), 收费标准:', '食品经营许可', '东区', '收费标准'],
  ])('%s', (text, matter, place, element) => {
    expect(headingOf(text)).toEqual({ matter, place, element })
  })

  it('is not every sentence', () => {
    expect(headingOf('「食品经营许可」不收费。')).toBeNull()
  })

  it('is shown once, and further ones between the parts', () => {
    const laid = lay(
      answer([
        paragraph('「食品经营许可（新办）」（各区一致）的收费标准：'),
        paragraph('不收费'),
        paragraph('「食品经营许可（新办）」（东区）的办结时限：'),
        paragraph('5个工作日'),
      ]),
      '收费',
    )
    expect(laid.heading).toEqual({ matter: '食品经营许可（新办）', place: '各区一致', element: '收费标准' })
    expect(laid.parts).toEqual([
      { block: paragraph('不收费') },
      { heading: '办结时限' },
      { block: paragraph('5个工作日') },
    ])
  })

  it('comes from the matter when the words do not say it', () => {
    const laid = lay(answer([paragraph('不收费')]), '收费')
    expect(laid.heading).toEqual({ matter: '食品经营许可（新办）', place: '样例市', element: '收费' })
    expect(laid.parts).toEqual([{ block: paragraph('不收费') }])
  })

  it('leaves the question of a frequently asked one standing out', () => {
    const blocks = [paragraph('要登报吗？'), paragraph('不用。')]
    expect(lay(answer(blocks, { element: 'questions' }), '').parts).toEqual([
      { question: '要登报吗？' },
      { block: blocks[1] },
    ])
  })

  it('is missing without a matter', () => {
    expect(lay(answer([], { matter: null }), '').heading).toBeNull()
  })
})

describe('values', () => {
  it.each([
    ['40元/证', '40元/证', ''],
    ['5个工作日（从受理到决定）', '5个工作日', '（从受理到决定）'],
    ['不收费。首次办理和补卡都不收费，邮寄的由申请人支付邮费。', '', '不收费。首次办理和补卡都不收费，邮寄的由申请人支付邮费。'],
    ['（无）', '（无）', ''],
  ])('%s', (value, strong, rest) => {
    expect(emphasis(value)).toEqual({ strong, rest })
  })

  it.each([
    ['0000-82260001', true],
    ['12345', true],
    ['40元', false],
    ['0000-82260001（工作日）', false],
  ])('%s is a telephone number: %s', (value, is) => {
    expect(phoneIn(value) !== null).toBe(is)
  })

  it('finds the numbers to call in an emergency', () => {
    expect(emergencyNumbers('报警110、火警119、急救120、事故122，急救120')).toEqual(['110', '119', '120', '122'])
    expect(emergencyNumbers('热线12356，24小时；拨打110或120')).toEqual(['12356', '110', '120'])
    expect(emergencyNumbers('拨打12345，电话0000-11012000')).toEqual([])
  })
})
