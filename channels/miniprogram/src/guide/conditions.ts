/** Conditions of a guide (CEL over the situations) in words. */

import type { Situation } from '../contract/guide'
import type { Texts } from '../texts/zh'

const PARTS = /([a-z][a-z0-9_]*)\s*(==|!=|in)\s*(\[[^\]]*\]|"[^"]*")/g

/** `applicant == "minor" && …` as the names of the options it asks for. */
export function conditionInWords(
  condition: string,
  situations: readonly Situation[],
  words: Pick<Texts, 'and' | 'or' | 'not'>,
): string {
  const named = condition.replace(PARTS, (_, id: string, operator: string, values: string) => {
    const options = situations.find((situation) => situation.id === id)?.options ?? []
    const names = [...values.matchAll(/"([^"]*)"/g)].map(
      ([, value]) => options.find((option) => option.id === value)?.name ?? value,
    )
    return (operator === '!=' ? words.not : '') + names.join(words.or)
  })
  return named
    .replace(/\s*&&\s*/g, words.and)
    .replace(/\s*\|\|\s*/g, words.or)
    .replace(/!\s*(?=\()/g, words.not)
    .replace(/^\(([^()]*)\)$/, '$1')
    .trim()
}
