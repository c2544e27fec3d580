// One event to the site, and what it answers, in the language of the page.
import { filled, language, type Texts } from './texts'

/** Throws an Error whose message is fit to be shown. */
export async function post<Answer>(address: string, token: string, body: object, texts: Texts): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify({ ...body, told_in: language }),
    })
  } catch {
    throw new Error(texts.no_answer)
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    throw new Error(message(answer) ?? filled(texts.answered, response.status))
  }
  return answer as Answer
}

function message(body: unknown): string | null {
  const isObject = typeof body === 'object' && body !== null && 'error' in body
  return isObject && typeof body.error === 'string' ? body.error : null
}
