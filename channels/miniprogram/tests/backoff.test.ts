import { expect, it } from 'vitest'
import { backoff } from '../src/connection/backoff'

it('lies between half and the whole of a doubling pause of at most 30 s', () => {
  expect([0, 1, 2, 9].map((attempt) => backoff(attempt, () => 0))).toEqual([500, 1_000, 2_000, 15_000])
  expect([0, 1, 2, 9].map((attempt) => backoff(attempt, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000])
})
