"""What is searched for and what is found: a passage points into its article, a hit adds the evidence."""

from dataclasses import dataclass

from pullquote.corpus import Article, Span


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
