"""Questions proposed for articles out of their own sentences, by rule, for a person to edit: marked as drafts."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from pullquote.corpus import Article, Span
from pullquote.index import paragraphs, sentences

# A run of capitalised words; inside a sentence it is a name.
_NAME = re.compile(r"[^\W\d_a-z]\w*(?:[-’' ](?:[^\W\d_a-z]\w*))*")
_YEAR = re.compile(r"(?<=\bin )(?:1[5-9]|20)\d\d\b(?![-–])")
_SCALE = r"(?:\s[a-z]*illion)?"  # million, billion, trillion
_MONEY = re.compile(rf"[$€£¥]\s?\d[\d.,]*(?<=\d){_SCALE}\b")
_NUMBER = re.compile(rf"(?<=[a-z] )(?!(?:1[5-9]|20)\d\d\b)\d+(?:[.,]\d+)*{_SCALE}(?=\s[a-z])")
_LOWER = re.compile(r"\b[^\W\d_A-Z]\w*")
_QUOTED = re.compile('["“”‘«»:;()\n]')  # speech and lists make poor questions
SHORTEST, LONGEST = 6, 30  # words of a sentence that can be asked about
UNANSWERABLE = 3  # for so many questions with an answer one without
NOTE = "a draft: word it as a reader would ask, check the gold, then delete 'draft' and this note, or the line"
NOTE_WITHOUT = (
    "a draft: check that no article says it, word it as a reader would ask, then delete 'draft' and this note"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question about one sentence of an article; `answer` is the place of what it asks for, None where the question
    was changed so that the article does not answer it."""

    article: Article
    sentence: Span
    question: str
    answer: Span | None

    def to_dict(self, number: int) -> dict[str, object]:
        """A line of the question format."""
        made: dict[str, object] = {"id": f"draft-{number:03}", "draft": True, "question": self.question}
        if self.answer is None:
            return made | {"type": "unanswerable", "answerable": False, "answers": [], "note": NOTE_WITHOUT}
        return made | {
            "type": "factoid",
            "answerable": True,
            "answers": [self._place(self.answer)],
            "evidence": [self._place(self.sentence)],
            "note": NOTE,
        }

    def _place(self, span: Span) -> dict[str, object]:
        text = self.article.text[span.start : span.end]
        return {"article": self.article.source.file, "text": text, "start": span.start, "end": span.end}


def draft(articles: Sequence[Article], most: int = 40) -> list[Draft]:
    """At most so many questions, spread evenly over the articles, the same every time; a quarter of them have a name
    put in the place of another, so that perhaps nothing answers them. Fewer where the sentences give no more."""
    common = {word for article in articles for word in _LOWER.findall(article.text)}
    names = {article.id: {name for name in _names(article) if _is_name(name, common)} for article in articles}
    known = set(chain.from_iterable(names.values()))
    asked = [sorted(_asked(article, known), key=_hashed) for article in articles]
    in_turn = [one for row in zip_longest(*asked) for one in row if one]
    kept = _once_a_sentence(in_turn)[:most]
    changed = ((at, other) for at, one in enumerate(kept) if (other := _changed(one, names)))
    without = dict(islice(changed, len(kept) // (UNANSWERABLE + 1)))
    return [*(one for at, one in enumerate(kept) if at not in without), *without.values()]


def _sentences(article: Article) -> Iterator[Span]:
    for paragraph in paragraphs(article.text, article.debris):
        yield from sentences(article.text, paragraph)


def _names(article: Article) -> Iterator[str]:
    """Capitalised runs that do not begin their sentence, where any word is capitalised."""
    for sentence in _sentences(article):
        for found in _NAME.finditer(article.text, *sentence):
            if found.start() > sentence.start and article.text[found.start() - 1] == " ":
                yield found[0]


def _is_name(run: str, common: set[str]) -> bool:
    """Whether no word of a capitalised run stands in lower case anywhere: what begins a title is no name for that."""
    return not any(word.lower() in common for word in re.findall(r"\w+", run))


def _asked(article: Article, known: set[str]) -> Iterator[Draft]:
    """What can be asked about each sentence: who or what does it, in which year, how many, how much."""
    for sentence in _sentences(article):
        text = article.text[sentence.start : sentence.end]
        if not SHORTEST <= len(text.split()) <= LONGEST or _QUOTED.search(text) or not text.endswith("."):
            continue
        if (first := _NAME.match(text)) and first[0] in known and re.match(r" [a-z]", text[first.end() :]):
            yield _about(article, sentence, first, "Who or what")
        for pattern, words in ((_YEAR, "which year"), (_MONEY, "how much"), (_NUMBER, "how many")):
            for found in pattern.finditer(text):
                before = text[: found.start()].split()
                if before and before[-1].islower():  # "June 23" and "Missile 3" count nothing
                    yield _about(article, sentence, found, words)


def _about(article: Article, sentence: Span, found: re.Match[str], words: str) -> Draft:
    text = found.string
    answer = Span(sentence.start + found.start(), sentence.start + found.end())
    return Draft(article, sentence, f"{text[: found.start()]}{words}{text[found.end() : -1]}?", answer)


def _once_a_sentence(drafts: Sequence[Draft]) -> list[Draft]:
    """The first of each sentence: two questions of one sentence test one thing."""
    kept: dict[tuple[str, Span], Draft] = {}
    for one in drafts:
        kept.setdefault((one.article.id, one.sentence), one)
    return list(kept.values())


def _changed(one: Draft, names: dict[str, set[str]]) -> Draft | None:
    """The question with its first name exchanged for one that another article has and this one has not; None where
    there is no such name."""
    others = sorted(set(chain.from_iterable(names.values())) - names[one.article.id])
    others = [name for name in others if name not in one.article.text]
    inside = [found for found in _NAME.finditer(one.question) if found[0] in names[one.article.id]]
    if not inside or not others:
        return None
    lengths = defaultdict(list)
    for name in others:
        lengths[len(name.split())].append(name)
    like = lengths.get(len(inside[0][0].split())) or others  # a person's name for a person's name, more often than not
    put = like[int(_hashed(one), 16) % len(like)]
    question = one.question[: inside[0].start()] + put + one.question[inside[0].end() :]
    return Draft(one.article, one.sentence, question, None)


def _hashed(one: Draft) -> str:
    return hashlib.sha256(f"{one.article.id}:{one.sentence.start}:{one.question}".encode()).hexdigest()
