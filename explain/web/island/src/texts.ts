// What an island says: texts of the page's language, which the page brings along; there is no copy of them here.

export type Kind = 'more' | 'less' | 'never' | 'wrong_reason'

export interface Texts {
  kinds: Record<Kind, string>
  feedback_on: string
  stored: string
  storing: string
  not_stored: string
  no_answer: string
  answered: string
  dial_label: string
  familiar: string
  adventurous: string
  keep: string
  turn_note: string
  not_stored_yet: string
  dial_words: Record<'middle' | 'adventurous' | 'familiar', string>
}

/** The page's texts; null on a page that brings none, where the plain forms stay. */
export function readTexts(): Texts | null {
  const brought = document.querySelector<HTMLMetaElement>('meta[name="island-texts"]')?.content
  return brought ? (JSON.parse(brought) as Texts) : null
}

/** The language of the page, which the site's answer is to have. */
export const language = document.documentElement.lang

/** A text with its place filled. */
export function filled(text: string, value: string | number): string {
  return text.replace('{}', () => String(value))
}
