"""How likely the first quote answers the question, and from which likelihood on to answer."""
