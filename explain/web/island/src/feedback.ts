// What can be said about a song, and how it is sent to the site.
import { post } from './post'

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
export function send(song: Song, kind: Kind): Promise<Answer> {
  const event = { listener: song.listener, week: song.week, recording_id: song.recording, kind }
  return post<Answer>('/api/feedback', song.token, event)
}
