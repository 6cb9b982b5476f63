"""Answers and passages for other frameworks: each file needs its own, and nothing else here needs it."""
