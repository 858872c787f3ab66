const FIRST = 1_000
const LONGEST = 30_000

/** Milliseconds before the next attempt: doubling, capped, and between half and the whole of that. */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** attempt)
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}
