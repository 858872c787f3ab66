/** The running text of a document (Markdown) in headings, paragraphs and lists; anything else stays text. */

export interface Part {
  kind: 'heading' | 'paragraph' | 'list'
  lines: string[]
}

const HEADING = /^#{1,6}\s+(.*)$/
const ITEM = /^[-*]\s+(.*)$/

export function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let open: Part | null = null
  const add = (kind: Part['kind'], line: string): void => {
    if (open?.kind === kind && kind !== 'heading') open.lines.push(line)
    else parts.push((open = { kind, lines: [line] }))
  }
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    const heading = HEADING.exec(line)
    const item = ITEM.exec(line)
    if (!line) open = null
    else if (heading) add('heading', heading[1])
    else if (item) add('list', item[1])
    else add('paragraph', line)
  }
  return parts
}
