"""What must be seen with a quote."""
