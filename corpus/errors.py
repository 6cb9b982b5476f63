"""The errors that a person can put right: faces print their single line and exit 2; any other is a bug."""


class PullquoteError(Exception):
    """Says in one line what is wrong, the value seen, what is allowed and what to run."""


class NotFoundError(PullquoteError):
    """What was named is not there: a file, an index, an article, a model."""


class DamagedError(PullquoteError):
    """What is stored is not what was written, or is cut short, or has another format: it must be made again."""


class BusyError(PullquoteError):
    """Another process is writing, or has just written, what was asked for: try again later."""


class BadInputError(PullquoteError):
    """What was given cannot be understood or used: another value is needed."""


class StoppedError(PullquoteError):
    """Nobody waits for what was asked for any longer, or its time was up: it was stopped, and nothing came of it."""


def check_count(name: str, value: object) -> None:
    """Raises BadInputError for what is no whole number from 1 on."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadInputError(f"{name} is {value!r:.60}; allowed: a whole number, 1 and more")
