/** How a citizen wants to see the pages; kept on the device. */

import { computed, reactive, watch } from 'vue'
import type { Language } from './contract/events'
import { load, save } from './platform/storage'

export const SMALLEST = 22
export const LARGEST = 30
const STEP = 2
const NORMAL = 18

interface Preferences {
  elder: boolean
  /** Body size in elder mode, in pixels. */
  size: number
  language: Language
  regionCode: string | null
}

const stored = load<Partial<Preferences>>('preferences') ?? {}

export const preferences = reactive<Preferences>({
  elder: stored.elder ?? false,
  size: Math.min(LARGEST, Math.max(SMALLEST, Number(stored.size) || 24)),
  language: stored.language === 'en' ? 'en' : 'zh',
  regionCode: stored.regionCode ?? null,
})

watch(preferences, () => save('preferences', { ...preferences }))

export const bodySize = computed(() => (preferences.elder ? preferences.size : NORMAL))

export function resize(direction: 1 | -1): void {
  preferences.size = Math.min(LARGEST, Math.max(SMALLEST, preferences.size + direction * STEP))
}
