"""Which articles a question may be answered from."""
