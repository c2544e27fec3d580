// Puts the island onto every place that a page keeps for it; until then the plain form stands there and works.
import { createApp } from 'vue'

import { isKind } from './feedback'
import FeedbackIsland from './FeedbackIsland.vue'

for (const place of document.querySelectorAll<HTMLElement>('[data-island="feedback"]')) {
  const { listener, week, recording, song, token, given } = place.dataset
  if (!listener || !week || !recording || !token) continue
  createApp(FeedbackIsland, {
    song: { listener, week, recording, title: song ?? '', token },
    given: (given ?? '').split(' ').filter(isKind),
  }).mount(place)
  place.dataset.mounted = 'true'
}
