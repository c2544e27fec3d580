// What can be said about a song, and how it is sent to the site.

export const KINDS = {
  more: 'more of this',
  less: 'less of this',
  never: 'never again',
  wrong_reason: 'the reason is wrong',
} as const

export type Kind = keyof typeof KINDS

export interface Song {
  listener: string
  week: string
  recording: string
  title: string
  token: string
}

export interface Answer {
  kind: Kind
  answer: string
  counts_in: string
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text)
}

/** Store one event; the answer says what will change. Throws an Error whose message is fit to be shown. */
export async function send(song: Song, kind: Kind): Promise<Answer> {
  let response: Response
  try {
    response = await fetch('/api/feedback', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': song.token },
      body: JSON.stringify({ listener: song.listener, week: song.week, recording_id: song.recording, kind }),
    })
  } catch {
    throw new Error('The site does not answer; nothing was stored.')
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    throw new Error(message(body) ?? `The site answered ${response.status}; nothing was stored.`)
  }
  return body as Answer
}

function message(body: unknown): string | null {
  const isObject = typeof body === 'object' && body !== null && 'error' in body
  return isObject && typeof body.error === 'string' ? body.error : null
}
