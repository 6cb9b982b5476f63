"""The one error for what a person can put right: faces print its single line and exit 2."""


class PullquoteError(Exception):
    """Says in one line what is wrong, the value seen, what is allowed and what to run."""
