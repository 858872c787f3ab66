/** The addresses of our pages. */

import type { Element } from '../contract/events'

export const CHAT = '/pages/chat/chat'

export function guideUrl(id: string, element: Element | null = null): string {
  const at = element ? `&element=${encodeURIComponent(element)}` : ''
  return `/pages/guide/guide?id=${encodeURIComponent(id)}${at}`
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
