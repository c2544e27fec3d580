// Puts an island onto every place that a page keeps for one; until then a plain form stands there and works.
import { createApp } from 'vue'

import DialIsland from './DialIsland.vue'
import { isKind } from './feedback'
import FeedbackIsland from './FeedbackIsland.vue'
import { readTexts, type Texts } from './texts'

function mount(texts: Texts): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-island="feedback"]')) {
    const { listener, week, recording, song, token, given } = place.dataset
    if (!listener || !week || !recording || !token) continue
    createApp(FeedbackIsland, {
      song: { listener, week, recording, title: song ?? '', token },
      given: (given ?? '').split(' ').filter((kind) => isKind(texts, kind)),
      texts,
    }).mount(place)
    place.dataset.mounted = 'true'
  }

  for (const place of document.querySelectorAll<HTMLElement>('[data-island="dial"]')) {
    const { listener, token, stands } = place.dataset
    if (!listener || !token || !stands) continue
    const onTurned = (words: string): void => {
      const told = place.parentElement?.querySelector('.dial-stands')
      if (told) told.textContent = words
    }
    createApp(DialIsland, { dial: { listener, token }, stands: Number(stands), texts, onTurned }).mount(place)
    place.dataset.mounted = 'true'
  }
}

const texts = readTexts()
if (texts) mount(texts)
