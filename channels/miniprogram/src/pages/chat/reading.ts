/** Scrolling that follows the conversation, but never takes the page from a reader. */

import { computed, getCurrentInstance, nextTick, onMounted, onUnmounted, ref, watch } from 'vue'
import { timeline, typing } from '../../conversation/store'
import { scrollTo } from '../../platform/scroll'

/** The end counts as in sight this many pixels below the screen. */
const NEAR = 120

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
    void nextTick(() => scrollTo(key, 'messages'))
  }

  function showEnd(): void {
    void nextTick(() => scrollTo('end'))
  }

  const last = computed(() => timeline.value[timeline.value.length - 1])
  const failed = computed(() => last.value?.kind === 'citizen' && last.value.status === 'failed')

  watch([() => last.value?.key, failed], ([key]) => {
    if (!last.value || !key) return
    if (last.value.kind === 'citizen') showEnd()
    else if (atEnd.value) show(questionOf(key))
    else unread.value = key
  })
  watch(typing, (on) => on && atEnd.value && showEnd())

  /** The question stays in sight above its answer. */
  function questionOf(key: string): string {
    const entries = timeline.value
    const before = entries[entries.findIndex((entry) => entry.key === key) - 1]
    return before?.kind === 'citizen' && before.text.length < 80 ? before.key : key
  }

  return { unread, show, showEnd }
}
