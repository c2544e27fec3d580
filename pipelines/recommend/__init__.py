"""From marts to slates: candidates, an additive score, the selection, what-ifs, editions, evidence."""
