"""Paragraphs as documents: those that the questions were written for, and in the text around them its lines."""

from bisect import bisect_right, insort
from collections.abc import Sequence

from pullquote.corpus import Article
from pullquote.evals.example import Place, place_of
from pullquote.evals.metrics.overlap import overlap
from pullquote.index import Passage


class Paragraphs:
    """The paragraphs of articles. Those of the data are added first; what lies between them is cut at newlines."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = tuple(articles)
        self._texts = {article.id: article.text for article in articles}
        self._added: dict[str, list[Place]] = {}
        self._all: dict[str, list[Place]] = {}

    def add(self, article: Article, text: str) -> Place:
        """Where this paragraph stands in the article, which has it: the first place not added yet, else the first."""
        added = self._added.setdefault(article.id, [])
        first = at = article.text.index(text)
        while at >= 0 and Place(article.id, at, at + len(text)) in added:
            at = article.text.find(text, at + 1)
        place = Place(article.id, at if at >= 0 else first, (at if at >= 0 else first) + len(text))
        if place not in added:
            insort(added, place)
        return place

    def document(self, passage: Passage) -> str:
        """The paragraph that holds most of a passage's characters; of several the first."""
        whole = place_of(passage)
        places = self._of(whole.article)
        at = max(bisect_right(places, whole.start, key=lambda place: place.start) - 1, 0)
        near = [place for place in places[at : at + 1000] if place.start < whole.end]
        return str(max(near, key=lambda place: (overlap(place, whole), -place.start), default=whole))

    def _of(self, id: str) -> list[Place]:
        if id not in self._all:
            found = list(self._added.get(id, []))
            at = 0
            for edge in [*found, Place(id, len(self._texts[id]), 0)]:
                found += self._lines(id, at, edge.start)
                at = max(at, edge.end)
            self._all[id] = sorted(found)
        return self._all[id]

    def _lines(self, id: str, start: int, end: int) -> list[Place]:
        places, at = [], start
        for line in self._texts[id][start:end].split("\n"):
            if line.strip():
                places.append(Place(id, at, at + len(line)))
            at += len(line) + 1
        return places
