"""How an index is kept: SQLite is the truth, everything else a cache of it."""
