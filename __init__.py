"""Answers questions about a folder of articles in the articles' own words."""

__version__: str


def __getattr__(name: str) -> str:
    """`__version__`, read from the installed package when it is first asked for: the reading takes milliseconds."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("pullquote")
