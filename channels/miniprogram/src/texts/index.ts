import { computed } from 'vue'
import { preferences } from '../preferences'
import { en } from './en'
import { zh } from './zh'
import type { Texts } from './zh'

export const texts = computed<Texts>(() => (preferences.language === 'en' ? en : zh))
