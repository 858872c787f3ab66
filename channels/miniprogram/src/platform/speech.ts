/** Reading aloud with a voice of the device itself; on H5 only, and only where there is one. */

import { ref } from 'vue'

export const speaking = ref<string | null>(null)

function voice(): SpeechSynthesisVoice | undefined {
  // #ifdef H5
  if (typeof speechSynthesis !== 'undefined') {
    return speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith('zh'))
  }
  // #endif
  return undefined
}

export const canSpeak = ref(Boolean(voice()))
// #ifdef H5
if (typeof speechSynthesis !== 'undefined') {
  speechSynthesis.addEventListener?.('voiceschanged', () => (canSpeak.value = Boolean(voice())))
}
// #endif

/** Read `text` aloud, or stop when it is `key` that is being read. */
export function speak(key: string, text: string): void {
  const chosen = voice()
  if (!chosen) return
  const stop = speaking.value === key
  speechSynthesis.cancel()
  speaking.value = null
  if (stop) return
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.voice = chosen
  utterance.lang = chosen.lang
  utterance.rate = 0.95
  utterance.onend = () => {
    if (speaking.value === key) speaking.value = null
  }
  speaking.value = key
  speechSynthesis.speak(utterance)
}
