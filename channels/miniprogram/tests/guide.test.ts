import { describe, expect, it } from 'vitest'
import type { Situation } from '../src/contract/guide'
import { conditionInWords } from '../src/guide/conditions'
import { hoursInWords } from '../src/guide/hours'
import { zh } from '../src/texts/zh'

const situations: Situation[] = [
  {
    id: 'applicant',
    question: '谁的？',
    options: [
      { id: 'adult', name: '成年人' },
      { id: 'minor', name: '孩子' },
    ],
  },
  { id: 'household', question: '户口？', options: [{ id: 'local', name: '本市户口' }] },
]

describe('conditions in words', () => {
  it.each([
    ['applicant == "minor"', '孩子'],
    ['applicant != "minor"', '不是孩子'],
    ['applicant == "minor" && household == "local"', '孩子，并且本市户口'],
    ['applicant in ["adult", "minor"]', '成年人，或者孩子'],
    ['(applicant == "adult" || household == "local")', '成年人，或者本市户口'],
    ['!(applicant == "adult")', '不是(成年人)'],
    ['other == "x"', 'x'],
  ])('%s', (condition, words) => {
    expect(conditionInWords(condition, situations, zh)).toBe(words)
  })
})

describe('opening hours in words', () => {
  it('puts the hours of the same days together', () => {
    const week = [1, 2, 3, 4, 5]
    const hours = [
      { days: week, opens: '09:00:00', closes: '12:00:00' },
      { days: week, opens: '13:30:00', closes: '17:00:00' },
      { days: [6], opens: '09:00:00', closes: '12:00:00' },
    ]
    expect(hoursInWords(hours, zh)).toEqual(['周一至周五 9:00–12:00、13:30–17:00', '周六 9:00–12:00'])
  })

  it('names days that do not follow each other', () => {
    const hours = [{ days: [5, 1, 2], opens: '09:00', closes: '10:00' }]
    expect(hoursInWords(hours, zh)).toEqual(['周一、周二、周五 9:00–10:00'])
  })
})
