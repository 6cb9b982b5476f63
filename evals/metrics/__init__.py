"""What is counted, each with its formula."""
