// One event to the site, and what it answers.

/** Throws an Error whose message is fit to be shown. */
export async function post<Answer>(address: string, token: string, body: object): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify(body),
    })
  } catch {
    throw new Error('The site does not answer; nothing was stored.')
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    throw new Error(message(answer) ?? `The site answered ${response.status}; nothing was stored.`)
  }
  return answer as Answer
}

function message(body: unknown): string | null {
  const isObject = typeof body === 'object' && body !== null && 'error' in body
  return isObject && typeof body.error === 'string' ? body.error : null
}
