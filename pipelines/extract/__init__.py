"""One UTC day of one source over HTTP, sealed as a slice. Rows already sealed are never asked for again."""
