"""Results become figures, pages and comparisons."""
