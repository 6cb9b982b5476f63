"""Data files become questions, gold and articles."""
