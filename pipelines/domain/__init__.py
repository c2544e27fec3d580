"""Pure values that every room shares: weeks, ids, names, hashes. No I/O."""
