"""Whether a place is one that a quote can have: whole sentences as they are cut here, with what they hang on."""

from importlib.metadata import version

from pullquote.corpus import Article, Span
from pullquote.rag.context.around import around
from pullquote.rag.context.widen import widened

# Raised by whoever changes where sentences end, what is debris or how far a quote reaches: a receipt of another version
# is then not called false. A test has the places of the bundled articles under this number.
CUTTING = 1


def splitter_version() -> str:
    """What decides where a quote begins and ends: our rules, and the package that finds the ends of sentences."""
    return f"{CUTTING}, sentencex {version('sentencex')}"


def quotable(article: Article, place: Span) -> bool:
    """Whether one of the sentences of a place, widened as every reader's are, gives just this place; never so for
    debris, for white space at an edge or for a part of a sentence."""
    found = around(article, place)
    if found is None or found.place != place:
        return False
    return any(widened(article, sentence) == place for sentence in found.inside())
