"""Questions in, results out, interrupted or not."""
