"""Why a song is on a slate: evidence, claims, words, charts, reports and the site that shows them."""
