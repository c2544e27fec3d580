// Where the dial stands in words, and how a turn is sent to the site.
import { post } from './post'
import { filled, language, type Texts } from './texts'

export interface Dial {
  listener: string
  token: string
}

export interface Turned {
  value: number
  words: string
  counts_in: string
  answer: string
}

/** As the site says it: "0.8, on the adventurous side". */
export function words(value: number, texts: Texts): string {
  const side = value === 0.5 ? 'middle' : value > 0.5 ? 'adventurous' : 'familiar'
  return filled(texts.dial_words[side], value.toLocaleString(language))
}

/** Store one turn; the answer says what will change. */
export function turn(dial: Dial, value: number, texts: Texts): Promise<Turned> {
  return post<Turned>('/api/dial', dial.token, { listener: dial.listener, value }, texts)
}
