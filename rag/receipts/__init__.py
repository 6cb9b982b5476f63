"""Receipts: made with an answer, saved to a file, verified against articles."""
