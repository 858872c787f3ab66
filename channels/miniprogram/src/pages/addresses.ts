/** The addresses of our pages. */

import type { Citation, Element } from '../contract/events'

export const CHAT = '/pages/chat/chat'

export function guideUrl(id: string, element: Element | null = null): string {
  const at = element ? `&element=${encodeURIComponent(element)}` : ''
  return `/pages/guide/guide?id=${encodeURIComponent(id)}${at}`
}

export function documentUrl(id: string): string {
  return `/pages/document/document?id=${encodeURIComponent(id)}`
}

/** A source is a place in a guide, or a document; the link that comes with it tells which. */
export function isDocument({ element, link }: Citation): boolean {
  return element === null && link.startsWith('/#/pages/document/')
}

export function citationUrl(citation: Citation): string {
  const { guide_id, element } = citation
  return isDocument(citation) ? documentUrl(guide_id) : guideUrl(guide_id, element)
}

export function mattersUrl(domain: string): string {
  return `/pages/matters/matters?domain=${encodeURIComponent(domain)}`
}

/** Back to where the citizen came from; from a page that was opened directly, to the chat. */
export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack({})
  else uni.reLaunch({ url: CHAT })
}

/** To the chat, over all pages that lie on it. */
export function goToChat(): void {
  const pages = getCurrentPages()
  const below = pages.findIndex(({ route }) => route === CHAT.slice(1))
  if (below >= 0 && below < pages.length - 1) uni.navigateBack({ delta: pages.length - 1 - below })
  else if (below < 0) uni.reLaunch({ url: CHAT })
}
