"""The tables that our DAGs promise to update. Outlets only: an asset-triggered DAG cannot be backfilled."""

from airflow.sdk import Asset

LANDING_SPOTIFY = Asset("restricted.landing_spotify", uri="linernotes://restricted/landing_spotify")
LANDING_REDDIT = Asset("landing.reddit", uri="linernotes://landing/reddit")
LANDING_CATALOGUE = Asset("landing.catalogue", uri="linernotes://landing/catalogue")
IDENTITY = Asset("identity", uri="linernotes://identity")
MARTS = Asset("marts", uri="linernotes://marts")
SLATES = Asset("recs.slate_song", uri="linernotes://recs/slate_song")
REPORTS = Asset("explain.report", uri="linernotes://explain/report")
PLAYLISTS = Asset("app.publication", uri="linernotes://app/publication")
