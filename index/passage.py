"""What is searched for and what is found: a passage points into its article, a hit adds the evidence."""

from dataclasses import dataclass
from textwrap import shorten
from typing import TypedDict

from pullquote.corpus import Article, ArticleForm, Fields, Span

LONGEST_LINE = 200  # characters of a text that is printed in a line


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` of an article's canonical text, and the sentences in it.

    `id` is the index's own number, never given to another passage. `sentences` are sorted, disjoint and inside
    `start` to `end`, in characters of the article's text; white space between them belongs to none.
    """

    article: Article
    start: int
    end: int
    sentences: tuple[Span, ...] = ()
    id: int = 0

    @property
    def text(self) -> str:
        """The slice of the article's text."""
        return self.article.text[self.start : self.end]


class HitForm(TypedDict):
    """A hit as plain values: its place counts characters of the article's text, `fields` are the article's own."""

    text: str
    start: int
    end: int
    score: float
    dense: float
    lexical: float
    article: ArticleForm
    fields: Fields


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with what speaks for it.

    `dense` is the cosine of question and passage, `lexical` its BM25 as a share (0 to 1) of the most that the
    question could score, `score` the fusion of both, by which hits are ordered (ties by passage id).
    """

    passage: Passage
    score: float
    dense: float
    lexical: float

    def __str__(self) -> str:
        """Score, source and place, and how the passage begins, in one line."""
        passage = self.passage
        place = f"{passage.article.source}, characters {passage.start}–{passage.end}"
        return f"{self.score:.3f} · {place}: {shorten(passage.text, LONGEST_LINE, placeholder=' …')}"

    def to_dict(self) -> HitForm:
        """As plain values."""
        passage = self.passage
        return {
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "score": round(self.score, 6),
            "dense": round(self.dense, 6),
            "lexical": round(self.lexical, 6),
            "article": passage.article.to_dict(),
            "fields": passage.article.source.fields,
        }
