"""SQuAD 1.1 and 2.0: official EM and F1, the right paragraph first, the answer's sentence first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path, PurePath

from pullquote.corpus import Article, BadInputError
from pullquote.evals.example import Example, Place, Scorer, Suite, Trial
from pullquote.evals.metrics.short_answers import contains, official
from pullquote.evals.suites.corpora import article, once_each, read_folder
from pullquote.evals.suites.paragraphs import Paragraphs
from pullquote.evals.suites.records import unique
from pullquote.evals.suites.squad_file import SquadParagraph, SquadQuestion, read_squad
from pullquote.index import Index
from pullquote.rag import Quote

UNTITLED = "untitled"


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """Open over the folder, or over the data's own paragraphs, each an article; closed reads only the right one."""
    if not data:
        raise BadInputError("the suite 'squad' needs --data FILE, in SQuAD's JSON")
    written = [paragraph for path in data for paragraph in read_squad(path)]
    articles, unread = read_folder(corpus) if corpus and not closed else (_own(written), ())
    paragraphs = Paragraphs(articles)
    placed = _placed(written, paragraphs)
    examples = tuple(_example(question, one, place) for one, place in placed for question in one.questions)
    unique(question.record for one in written for question in one.questions)

    def scorer(_: Index) -> Scorer:
        return Scorer(lambda passage: (paragraphs.document(passage),), _relevant, _right, _Figures(paragraphs))

    return Suite("squad.closed" if closed else "squad.open", articles, examples, scorer, closed, unread=unread)


def _own(written: Sequence[SquadParagraph]) -> tuple[Article, ...]:
    articles: dict[str, Article] = {}
    for one in written:
        title = one.title or UNTITLED
        id = f"{title}#{one.number}"
        if id in articles and articles[id].text != one.text:
            id = f"{id} of {one.where.split(':')[0]}"
        articles[id] = article(id, one.text, title=title.replace("_", " "))
    return once_each(articles.values())


def _placed(written: Sequence[SquadParagraph], paragraphs: Paragraphs) -> Iterator[tuple[SquadParagraph, Place]]:
    """Each paragraph with where it stands in the articles; the articles learn of it."""
    by_text = {one.text: one for one in paragraphs.articles}
    by_stem = {PurePath(one.source.file).stem: one for one in paragraphs.articles}
    for one in written:
        likely = by_text.get(one.text) or by_stem.get(one.title)
        found = likely if likely and one.text in likely.text else None
        found = found or next((other for other in paragraphs.articles if one.text in other.text), None)
        if not found:
            raise BadInputError(f"{one.where}: paragraph {one.number} of {one.title!r} is in no article")
        yield one, paragraphs.add(found, one.text)


def _example(question: SquadQuestion, paragraph: SquadParagraph, place: Place) -> Example:
    for number, (text, start) in enumerate(map(astuple, question.answers)):
        if start < 0 or not paragraph.text.startswith(text, start):
            found = paragraph.text[max(start, 0) :][: len(text)]
            question.record.fault(f"answers[{number}]: 'answer_start' {start} holds {found!r}, not {text!r}")
    return Example(
        id=question.id,
        question=question.text,
        type="no answer" if question.impossible else "answer",
        article=paragraph.title or UNTITLED,
        answerable=not question.impossible,
        answers=tuple(dict.fromkeys(answer.text for answer in question.answers)),
        given=place,
        gold={
            "answers": [{"text": answer.text, "answer_start": answer.start} for answer in question.answers],
            "evidence": [{"article": paragraph.title or UNTITLED, "text": paragraph.text}],
        },
    )


def _relevant(example: Example) -> Mapping[str, int]:
    return {str(example.given): 1} if example.answerable and example.given else {}


def _right(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote's short answer (without one the quote) stands in the right paragraph, and the quote's words
    contain a gold answer. The quote may begin in the paragraph before, with what its sentence hangs on."""
    given = example.given
    assert given  # noqa: S101  # every question of this suite has its paragraph
    first = quotes[0] if quotes else None
    if first is None or first.article.id != given.article:
        return False
    start, end = first.focus or (first.start, first.end)
    return start < given.end and given.start < end and contains(first.text, example.answers)


class _Figures:
    """Official EM and F1, and whether the right paragraph and the answer's sentence come first."""

    def __init__(self, paragraphs: Paragraphs) -> None:
        self._paragraphs = paragraphs

    def __call__(self, example: Example, trial: Trial) -> dict[str, float]:
        found = official(example, trial)
        if example.answerable and example.given:
            ranking = [self._paragraphs.document(passage) for passage in trial.forced.ranking]
            found["passage_first"] = float(ranking[:1] == [str(example.given)])
            found["sentence_first"] = float(_sentence_first(example, trial.forced.quotes))
        return found


def _sentence_first(example: Example, quotes: Sequence[Quote]) -> bool:
    """The sentence with the first quote's focus lies in the right paragraph and contains a gold answer."""
    given = example.given
    if not quotes or not given:
        return False
    quote = quotes[0]
    at = quote.focus.start if quote.focus else quote.start
    sentence = next(((a, b) for a, b in quote.passage.sentences if a <= at < b), (quote.start, quote.end))
    inside = quote.article.id == given.article and given.start <= sentence[0] < given.end
    return inside and any(answer in quote.article.text[slice(*sentence)] for answer in example.answers)
