"""What the tests of the formats share: two sentences, and one file loaded."""

from pathlib import Path

from pullquote.corpus import Article, Loaded, load_articles
from tests.corpus.conftest import write

BRIDGE = "The harbour bridge opened on a wet Tuesday in March."
TOLL = "It cost nine million, and the toll is two pounds."


def load(folder: Path, name: str, content: str | bytes) -> Loaded:
    """What a file with this content gives."""
    return load_articles(write(folder, {name: content}) / name)


def one(folder: Path, name: str, content: str | bytes) -> Article:
    """The only article of a file with which nothing is wrong."""
    loaded = load(folder, name, content)
    assert loaded.failed == ()
    (article,) = loaded.articles
    return article


def reason(folder: Path, name: str, content: str | bytes) -> str:
    """Why a file gives no article, in one line."""
    loaded = load(folder, name, content)
    assert loaded.articles == ()
    (problem,) = loaded.failed
    assert problem.file == name and "\n" not in problem.reason
    return problem.reason
