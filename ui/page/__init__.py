"""The page, and what can be done on it."""
