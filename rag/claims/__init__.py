"""What the articles say on a question: each value once, with its days and who says it."""
