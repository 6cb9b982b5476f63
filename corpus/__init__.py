"""Files become articles."""

from pathlib import Path

from pullquote.corpus.article import Article, Source, Span
from pullquote.corpus.debris import find_debris
from pullquote.corpus.errors import PullquoteError
from pullquote.corpus.formats.draft import Problem
from pullquote.corpus.loading import Loaded, load_articles

__all__ = [
    "Article",
    "Loaded",
    "Problem",
    "PullquoteError",
    "Source",
    "Span",
    "bundled_folder",
    "find_debris",
    "load_articles",
]


def bundled_folder() -> Path:
    """The folder of the articles that come with the package."""
    return Path(__file__).with_name("articles")
