/** Opening hours in words: the days that share their hours stand together. */

import type { OpeningHours } from '../contract/guide'
import type { Texts } from '../texts/zh'

type Words = Pick<Texts, 'days' | 'dayRange' | 'listSeparator'>

export function hoursInWords(hours: readonly OpeningHours[], words: Words): string[] {
  const timesOf = new Map<string, string[]>()
  for (const { days, opens, closes } of hours) {
    const key = daysInWords(days, words)
    timesOf.set(key, [...(timesOf.get(key) ?? []), `${clock(opens)}–${clock(closes)}`])
  }
  return [...timesOf].map(([days, times]) => `${days} ${times.join(words.listSeparator)}`)
}

function daysInWords(days: readonly number[], words: Words): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  const runs: number[][] = []
  for (const day of sorted) {
    const run = runs[runs.length - 1]
    if (run && run[run.length - 1] === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number) => words.days[day - 1] ?? ''
  return runs
    .flatMap((run) =>
      run.length > 2 ? [words.dayRange(name(run[0]), name(run[run.length - 1]))] : run.map(name),
    )
    .join(words.listSeparator)
}

/** `09:00:00` as `9:00`. */
function clock(time: string): string {
  return time.slice(0, 5).replace(/^0/, '')
}
