"""Questions in, rows out, interrupted or not."""
