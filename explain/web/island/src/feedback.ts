// A song that feedback is given on, and how that is sent to the site.
import { post } from './post'
import type { Kind, Texts } from './texts'

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

export function isKind(texts: Texts, text: string): text is Kind {
  return Object.hasOwn(texts.kinds, text)
}

/** Store one event; the answer says what will change. Throws an Error whose message is fit to be shown. */
export function send(song: Song, kind: Kind, texts: Texts): Promise<Answer> {
  const event = { listener: song.listener, week: song.week, recording_id: song.recording, kind }
  return post<Answer>('/api/feedback', song.token, event, texts)
}
