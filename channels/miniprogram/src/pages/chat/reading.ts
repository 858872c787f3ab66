/** Scrolling that follows the conversation, but never takes the page from a reader. */

import { getCurrentInstance, nextTick, onMounted, onUnmounted, ref, watch } from 'vue'
import { timeline, typing } from '../../conversation/store'

/** The end counts as in sight this many pixels below the screen. */
const NEAR = 120
/** What a scrolled-to message keeps above it for the header. */
const HEADER = 96

export function useReading() {
  /** The end of the conversation is in sight. */
  const atEnd = ref(true)
  /** An answer came that the reader has not seen. */
  const unread = ref('')
  let observer: UniApp.IntersectionObserver | null = null

  onMounted(() => {
    observer = uni.createIntersectionObserver(getCurrentInstance()?.proxy)
    observer.relativeToViewport({ bottom: NEAR }).observe('#end', ({ intersectionRatio }) => {
      atEnd.value = intersectionRatio > 0
      if (atEnd.value) unread.value = ''
    })
  })
  onUnmounted(() => observer?.disconnect())

  function show(key: string): void {
    unread.value = ''
    void nextTick(() => uni.pageScrollTo({ selector: `#${key}`, offsetTop: -HEADER, duration: 0 }))
  }

  function showEnd(): void {
    void nextTick(() => uni.pageScrollTo({ selector: '#end', duration: 0 }))
  }

  watch(
    () => timeline.value[timeline.value.length - 1]?.key,
    (key, before) => {
      const last = timeline.value[timeline.value.length - 1]
      if (!key || !last) return
      if (last.kind === 'citizen') showEnd()
      else if (before === undefined || atEnd.value) show(questionOf(key))
      else unread.value = key
    },
  )
  watch(typing, (on) => on && atEnd.value && showEnd())

  /** The question stays in sight above its answer. */
  function questionOf(key: string): string {
    const entries = timeline.value
    const before = entries[entries.findIndex((entry) => entry.key === key) - 1]
    return before?.kind === 'citizen' && before.text.length < 80 ? before.key : key
  }

  return { unread, show, showEnd }
}
