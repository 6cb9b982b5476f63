"""OneStopQA: news at three reading levels, with the words that answer a question and words that distract from them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pullquote.corpus import Article
from pullquote.evals.example import Example, Place, Suite, together
from pullquote.evals.metrics.evidence import evidence_scorer
from pullquote.evals.suites.corpora import article, joined
from pullquote.evals.suites.records import Record, read_json, unique

LEVELS = {"Adv": "advanced", "Int": "intermediate", "Ele": "elementary"}


def load(path: Path) -> Suite:
    """The articles of each level are a corpus, of which all questions are asked."""
    value, _ = read_json(path)
    written = Record(value if isinstance(value, dict) else {}, f"{path}:1").items("data")
    unique(written, "title")
    return together([_part(level, written) for level in LEVELS])


def _part(level: str, written: Sequence[Record]) -> Suite:
    articles: list[Article] = []
    examples: list[Example] = []
    for entry in written:
        paragraphs = entry.items("paragraphs")
        title = entry.word("title")
        whole, starts = joined([one.item(level).word("context") for one in paragraphs])
        held = article(f"{level}/{title}", whole, title=title)
        articles.append(held)
        for number, (one, at) in enumerate(zip(paragraphs, starts, strict=True)):
            examples += _examples(f"{held.id}#{number}", one, level, held, at)
    return Suite("questions", tuple(articles), tuple(examples), evidence_scorer)


def _examples(id: str, paragraph: Record, level: str, held: Article, at: int) -> Iterator[Example]:
    """The questions on a paragraph that begins at `at`; the spans of each stand at its number."""
    text = paragraph.item(level)
    words = list(re.finditer(r"\S+", text.word("context")))
    for number, question in enumerate(paragraph.items("qas")):
        answering, distracting = (_places(text, name, number, words, held.id, at) for name in ("a_spans", "d_spans"))
        yield Example(
            id=f"{id}-{number}",
            question=question.word("question"),
            type=LEVELS[level],
            article=held.id,
            evidence=answering,
            tempting=distracting,
            gold={
                "answers": [{"text": question.texts("answers")[0]}],
                "evidence": [{"article": held.source.file, "text": held.text[p.start : p.end]} for p in answering],
                "distracting": [held.text[p.start : p.end] for p in distracting],
            },
        )


def _places(
    text: Record, name: str, number: int, words: Sequence[re.Match[str]], id: str, at: int
) -> tuple[Place, ...]:
    """Of a span: the numbers of a first and a last word, and of further ones where it has several pieces."""
    spans = text.get(name, list)
    ends = spans[number] if number < len(spans) else None
    known = isinstance(ends, list) and all(isinstance(end, int) and 0 <= end < len(words) for end in ends)
    if not known or not ends or len(ends) % 2 or ends != sorted(ends):
        text.fault(f"{name}[{number}] is {ends}; needed: first and last of {len(words)} words, counted from 0")
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return tuple(Place(id, at + words[first].start(), at + words[last].end()) for first, last in pairs)
