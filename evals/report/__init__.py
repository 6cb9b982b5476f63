"""Rows become figures, pages and comparisons."""
