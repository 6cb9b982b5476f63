"""Passages in, quotes and signals out."""
