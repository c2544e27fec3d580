-- A first slate reads what was known at one moment of a running week, not until the end of a week.

alter table recs.week_frozen add column known_until timestamptz;  -- of a first slate; null: the end of the week and six hours
