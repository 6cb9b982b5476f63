"""What programs get besides answers: passages and articles, in the form that `Answer.to_dict()` gives them."""

from collections.abc import Sequence
from typing import Any

from pullquote.corpus import Article
from pullquote.index import Hit, Passage
from pullquote.rag import Quote


def hits_form(question: str, hits: Sequence[Hit]) -> dict[str, Any]:
    found = [
        Quote(hit.passage, hit.passage.start, hit.passage.end, hit.score).to_dict()
        | {"dense": round(hit.dense, 6), "lexical": round(hit.lexical, 6)}
        for hit in hits
    ]
    return {"format": 1, "question": question, "hits": found}


def article_form(article: Article) -> dict[str, Any]:
    """The canonical text, which all offsets count in, and what is known of it."""
    debris = [{"start": span.start, "end": span.end} for span in article.debris]
    return {"format": 1, "article": about(article), "text": article.text, "debris": debris}


def about(article: Article) -> dict[str, Any]:
    whole = Quote(Passage(article, 0, len(article.text)), 0, len(article.text), 0.0)
    form: dict[str, Any] = whole.to_dict()["article"]
    return form
