/** Questions people ask every day, most frequent first. They are asked in Chinese in every language. */

export interface Example {
  question: string
  gloss: string
}

export const examples: readonly Example[] = [
  { question: '身份证丢了怎么补办？', gloss: 'Replace a lost ID card' },
  { question: '补办身份证要多少钱？', gloss: 'Fee for a new ID card' },
  { question: '孩子出生上户口要带什么？', gloss: 'Register a newborn' },
  { question: '居住证在哪里办？', gloss: 'Where to get a residence permit' },
  { question: '去外地看病医保怎么备案？', gloss: 'Medical insurance in another city' },
  { question: '老年人优待证怎么办？', gloss: 'Senior citizen card' },
  { question: '公积金怎么提取？', gloss: 'Withdraw from the housing fund' },
  { question: '结婚登记要带哪些材料？', gloss: 'Documents to register a marriage' },
]
