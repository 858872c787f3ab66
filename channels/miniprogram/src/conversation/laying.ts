/**
 * How an answer is laid out. The server's words name the matter and the element at the head of each
 * part, as text alone needs it; on the page they become headings, so that nothing is said twice.
 */

import type { Block, Message } from '../contract/events'

export interface Heading {
  matter: string
  place: string
  element: string
}

export type Part = { heading: string } | { question: string } | { block: Block }

const HEADS = [/^「(.+)」（([^（）]+)）的(.+)：$/, /^"(.+)" \(（?([^()（）]+)）?\), (.+):$/]

export function headingOf(text: string): Heading | null {
  for (const head of HEADS) {
    const found = head.exec(text)
    if (found) return { matter: found[1], place: found[2], element: found[3] }
  }
  return null
}

export function lay(message: Message, elementName: string): { heading: Heading | null; parts: Part[] } {
  const { matter, blocks, element } = message
  const first = blocks[0]?.type === 'paragraph' ? headingOf(blocks[0].text) : null
  const own = matter && { matter: matter.task_name, place: matter.region_name, element: elementName }
  const parts = (first ? blocks.slice(1) : blocks).map((block, index): Part => {
    if (block.type !== 'paragraph') return { block }
    const heading = headingOf(block.text)
    if (heading) return { heading: heading.element }
    if (element === 'questions' && index === 0 && blocks.length > 1) return { question: block.text }
    return { block }
  })
  return { heading: first ?? own, parts }
}

/** The beginning of a value that is worth large letters, and the rest: 5个工作日（从受理到决定）. */
export function emphasis(value: string): { strong: string; rest: string } {
  const bracket = value.search(/[（(]/)
  const strong = bracket > 0 ? value.slice(0, bracket) : value
  return strong.length <= 24 ? { strong, rest: value.slice(strong.length) } : { strong: '', rest: value }
}

const isPhone = /^\d[\d-]{2,}\d$/
export const phoneIn = (value: string): string | null => (isPhone.test(value.trim()) ? value.trim() : null)

const EMERGENCY = ['110', '119', '120', '122', '12356']

/** The numbers to call that an emergency answer names, each once. */
export function emergencyNumbers(text: string): string[] {
  const named = new Set(text.match(/[\d-]+/g) ?? [])
  return [...named].filter((number) => EMERGENCY.includes(number))
}
