"""Files become articles."""

from pathlib import Path

from pullquote.corpus.article import Article, ArticleForm, Source, Span
from pullquote.corpus.dates import MONTHS, first_day, last_day, written_day
from pullquote.corpus.debris import find_debris
from pullquote.corpus.decoding import check_whole, whole
from pullquote.corpus.errors import (
    BadInputError,
    BusyError,
    DamagedError,
    NotFoundError,
    PullquoteError,
    StoppedError,
    check_count,
)
from pullquote.corpus.files import as_path, escaped_name, find_files, is_hidden, why_unread
from pullquote.corpus.formats.given_texts import Given, texts_as_articles
from pullquote.corpus.isolation.limits import Limits
from pullquote.corpus.loading import Loaded, load_articles
from pullquote.corpus.metadata import Fields, own_fields
from pullquote.corpus.one_file import Problem
from pullquote.corpus.stopping import Over, go_on, in_a_thread, stopping_when

__all__ = [
    "MONTHS",
    "Article",
    "ArticleForm",
    "BadInputError",
    "BusyError",
    "DamagedError",
    "Fields",
    "Given",
    "Limits",
    "Loaded",
    "NotFoundError",
    "Over",
    "Problem",
    "PullquoteError",
    "Source",
    "Span",
    "StoppedError",
    "as_path",
    "bundled_folder",
    "check_count",
    "check_whole",
    "escaped_name",
    "find_debris",
    "find_files",
    "first_day",
    "go_on",
    "in_a_thread",
    "is_hidden",
    "last_day",
    "load_articles",
    "own_fields",
    "stopping_when",
    "texts_as_articles",
    "whole",
    "why_unread",
    "written_day",
]


def bundled_folder() -> Path:
    """The folder of the articles that come with the package."""
    return Path(__file__).with_name("articles")
