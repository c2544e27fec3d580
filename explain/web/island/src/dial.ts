// Where the dial stands in words, and how a turn is sent to the site.
import { post } from './post'

export interface Dial {
  listener: string
  token: string
  countsIn: string
}

export interface Turned {
  value: number
  words: string
  counts_in: string
  answer: string
}

/** As the site says it: "0.8, on the adventurous side". */
export function words(value: number): string {
  if (value === 0.5) return '0.5, in the middle'
  return `${value}, on the ${value > 0.5 ? 'adventurous' : 'familiar'} side`
}

/** Store one turn; the answer says what will change. */
export function turn(dial: Dial, value: number): Promise<Turned> {
  return post<Turned>('/api/dial', dial.token, { listener: dial.listener, value })
}
