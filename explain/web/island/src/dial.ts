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

/** As the site says it, with two decimals at most: "0.8, on the adventurous side". */
export function words(value: number, texts: Texts): string {
  const shown = Number(value.toFixed(2))
  const side = shown === 0.5 ? 'middle' : shown > 0.5 ? 'adventurous' : 'familiar'
  return filled(texts.dial_words[side], shown.toLocaleString(language))
}

/** Store one turn; the answer says what will change. */
export function turn(dial: Dial, value: number, texts: Texts): Promise<Turned> {
  return post<Turned>('/api/dial', dial.token, { listener: dial.listener, value }, texts)
}
