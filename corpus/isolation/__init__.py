"""Files read in a process of their own, which may take only so long, so much memory, and nothing from elsewhere."""
