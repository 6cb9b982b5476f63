"""What an article's first lines say of it, where its file does not: title, author and day, marked as inferred."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from pullquote.corpus import Article, BadInputError, first_day
from pullquote.ui.page.front_matter import front_matter_end

_LINES = 8  # at the head, in which a title, a byline and a day stand
_LONGEST_TITLE = 140  # characters
_BYLINE = re.compile(r"[Bb][Yy]:?\s+([^\W\d_][^,|•·]{2,80}?)(?:\s*[,|•·].*)?")
_LABEL = re.compile(r"[^\W\d_]{3,12}(?: on)?:?\s+(?=.*\d{4})")  # Published, Posted on, Date:
_SENTENCE_END = tuple(".!?:;,…")


def inferred(article: Article) -> Article:
    """The article with what its head says, in the place of what is unknown; its note says which."""
    source, head = article.source, list(_head(article))
    untitled = _plain(source.title) == _plain(PurePath(source.file).stem)
    found: dict[str, str | date] = {}
    if untitled and (title := _title(head)):
        found["title"] = title
    if not source.author and (author := _author(head)):
        found["author"] = author
    if source.published is None and (day := _day(head)):
        found["published"] = day
    if not found:
        return article
    words = " and ".join(filter(None, (", ".join(list(found)[:-1]), list(found)[-1])))
    note = f"Inferred: {words.replace('published', 'day')} as the first lines have them"
    known = {"note": f"{source.note}; {note}" if source.note else note, **found}
    return replace(article, source=replace(source, **known))  # type: ignore[arg-type]  # a day for published, else text


def _plain(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _head(article: Article) -> Iterator[str]:
    """The first lines with something in them, without front matter and without marks of headings."""
    start = front_matter_end(article)
    lines = (" ".join(line.lstrip("#").split()) for line in article.text[start : start + 5_000].split("\n"))
    return (line for _, line in zip(range(_LINES), filter(None, lines), strict=False))


def _title(head: list[str]) -> str:
    first = head[0] if len(head) > 1 else ""
    named = len(first) <= _LONGEST_TITLE and not first.endswith(_SENTENCE_END) and " " in first
    return first if named and not _BYLINE.fullmatch(first) and not _as_day(first) else ""


def _author(head: list[str]) -> str:
    lines = (found[1].strip() for line in head if len(line) < 120 and (found := _BYLINE.fullmatch(line)))
    return next((name for name in lines if _is_name(name)), "")


def _is_name(words: str) -> bool:
    named = [word[0].isupper() for word in words.split()]
    return len(named) <= 7 and named[0] and named[-1] and not words.endswith(_SENTENCE_END)


def _day(head: list[str]) -> date | None:
    return next((day for line in head if (day := _as_day(line))), None)


def _as_day(line: str) -> date | None:
    """The day that a line consists of, perhaps after a word such as Published."""
    for words in (line, _LABEL.sub("", line, count=1)):
        if 8 <= len(words) <= 60:
            try:
                return first_day(words)
            except BadInputError:
                continue
    return None
