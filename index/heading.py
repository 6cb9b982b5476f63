"""What is searched along with a passage's own words: its article's title, publisher, author and day."""

from pullquote.corpus import MONTHS, Article, Source
from pullquote.index.embedding.protocol import Embedder
from pullquote.index.passage import Passage
from pullquote.index.terms import terms


def heading_tokens(window: int) -> int:
    """Tokens of an embedder's window that are set aside for a heading."""
    return min(32, window // 4)


def searched_metadata(source: Source) -> tuple[str, ...]:
    """Title, publisher, author and day, which are embedded or become terms: where they change, vectors and terms do."""
    return source.title, source.publisher, source.author, source.published.isoformat() if source.published else ""


def heading(article: Article, embedder: Embedder) -> str:
    """Title and month, as they stand before each passage that is embedded; a title too long loses its last words.

    With it the right paragraph is within ten for 99.5 % of squad-1.1-train, without for 99.1 %.
    """
    day = article.source.published
    month = f"{MONTHS[day.month - 1]} {day.year}" if day else ""
    most = heading_tokens(embedder.window)
    words = article.source.title.split()[:most]
    while True:
        head = ", ".join(filter(None, [" ".join(words), month]))
        if not head or embedder.count([f"{head}."])[0] <= most:
            return f"{head}. " if head else ""
        if not words:
            return ""
        words.pop()


def embedded_texts(article: Article, passages: list[Passage], embedder: Embedder) -> list[str]:
    """What is embedded for each passage; without the heading where both do not fit the window."""
    head = heading(article, embedder)
    texts = [head + passage.text for passage in passages]
    fit = (size <= embedder.window for size in embedder.count(texts))
    return [text if fits else text[len(head) :] for text, fits in zip(texts, fit, strict=True)]


def lexical_terms(passage: Passage) -> list[str]:
    """The passage's terms and those of what a question may name instead."""
    source = passage.article.source
    day = source.published
    named = f"{MONTHS[day.month - 1]} {day.day} {day.year}" if day else ""
    return terms(" ".join([source.title, source.publisher, source.author, named, passage.text]))
