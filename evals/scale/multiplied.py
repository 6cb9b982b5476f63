"""Real articles multiplied: each copy has other names and other numbers, so that no two passages are equal."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from pullquote.corpus import Article, Source, load_articles

WORD = re.compile(r"[^\W\d_]+")
NAME_OR_NUMBER = re.compile(r"[^\W\d_]{3,}|\d+")
OFTEN = 5  # times as often with a capital as without: then a word is a name
ALIKE = 64  # names that are about as frequent change places, so that a copy has rare and frequent ones as before


def real_articles(folder: Path) -> list[Article]:
    """The articles of the folder, those of `dev/` first: the benchmark's questions are asked about them."""
    loaded = load_articles(folder)
    return sorted(loaded.articles, key=lambda one: ("dev/" not in one.source.file, one.id))


def multiplied(articles: Sequence[Article]) -> Iterator[Article]:
    """The articles as they are, then copies of them without end; a copy has only the paragraphs that became others."""
    for article in articles:
        yield _placed(article, 0, article.text, article.source.title)
    names = _names(articles)
    copy = 0
    while True:
        copy += 1
        others = _exchanged(names, copy)
        for article in articles:
            title = _changed(article.source.title, others, copy)
            pairs = [(text, _changed(text, others, copy)) for text in article.text.split("\n")]
            yield _placed(article, copy, "\n".join(new for old, new in pairs if new != old), title)


def _placed(article: Article, copy: int, text: str, title: str) -> Article:
    id = f"{copy:03}/{Path(article.source.file).name}"
    return Article(Source(id, id, title, fields={"volume": str(copy)}), text)


def _names(articles: Sequence[Article]) -> list[str]:
    """Words that stand with a capital far more often than without, the most frequent first."""
    found = Counter(word for one in articles for word in WORD.findall(one.text) if len(word) > 2)
    capital = [word for word in found if word[0].isupper() and found[word] >= OFTEN * found[word.lower()]]
    return sorted(capital, key=lambda word: (-found[word], word))


def _exchanged(names: Sequence[str], copy: int) -> dict[str, str]:
    chance = random.Random(copy)  # noqa: S311  # seeded, not secret
    others: dict[str, str] = {}
    for at in range(0, len(names), ALIKE):
        group = list(names[at : at + ALIKE])
        moved = [*group]
        chance.shuffle(moved)
        others.update(zip(group, moved, strict=True))
    return others


def _changed(text: str, others: dict[str, str], copy: int) -> str:
    def other(found: re.Match[str]) -> str:
        word = found[0]
        return _other_number(word, copy) if word[0].isdigit() else others.get(word, word)

    return NAME_OR_NUMBER.sub(other, text)


def _other_number(number: str, copy: int) -> str:
    """As many digits; the first of a longer one stays, so that a year looks like one."""
    kept = min(len(number) - 1, len(number) // 3)
    size = 10 ** (len(number) - kept)
    moved = (int(number[kept:]) + 1 + crc32(f"{copy} {number}".encode()) % (size - 1)) % size
    return f"{number[:kept]}{moved:0{len(number) - kept}}"
