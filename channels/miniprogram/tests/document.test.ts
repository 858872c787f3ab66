import { describe, expect, it } from 'vitest'
import { partsOf } from '../src/document/parts'

describe('the parts of a document', () => {
  it('tells headings, lists and paragraphs apart', () => {
    const text = '# 总则\n第一条 一。\n第二条 二。\n\n适用于：\n- 老人\n- 孩子\n\n附则'
    expect(partsOf(text)).toEqual([
      { kind: 'heading', lines: ['总则'] },
      { kind: 'paragraph', lines: ['第一条 一。', '第二条 二。'] },
      { kind: 'paragraph', lines: ['适用于：'] },
      { kind: 'list', lines: ['老人', '孩子'] },
      { kind: 'paragraph', lines: ['附则'] },
    ])
  })

  it('leaves everything else as it is', () => {
    expect(partsOf('<b>#1</b>\r\n-5℃')).toEqual([{ kind: 'paragraph', lines: ['<b>#1</b>', '-5℃'] }])
  })

  it('has none for an empty text', () => {
    expect(partsOf(' \n\n')).toEqual([])
  })
})
