"""Questions to begin with, drawn from the articles: about the names in them, kept where the bot answers with them."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise

from pullquote.corpus import Article, StoppedError, go_on, stopping_when
from pullquote.index import Index, paragraphs, sentences
from pullquote.ui.collection import Collection

MOST_SHOWN = 4
MOST_ASKED = 10  # questions tried to find them; each takes some tenths of a second
SECONDS = 25.0  # for those of one collection; an event of the page may look for those of two, and has a minute
MOST_READ = 10  # articles they are drawn from, spread over all
_WORD = re.compile(r"[^\W\d_][\w-]*")
_EXPLAINED = re.compile(r", (?:an?|the) ")  # "Taro Kono, the defense minister": what a reader was told of a name
Words = tuple[str, ...]
Run = tuple[int, Words]  # where a name stands in a text


def examples(collection: Collection, *, clock: Callable[[], float] = time.monotonic) -> list[str]:
    """Up to four questions, from different articles where there are several, the surest answers first; on a slow
    machine of those that were tried in SECONDS."""
    found: list[tuple[float, int, str]] = []
    end = clock() + SECONDS
    try:
        with stopping_when(lambda: "there are examples enough" if clock() > end else ""):
            for one in _answered(collection):
                found.append(one)
    except StoppedError:
        go_on()  # unless it was for another reason
    found.sort()
    of_article: Counter[int] = Counter()
    ranked: list[tuple[int, str]] = []  # one of each article before a second of any
    for _, number, question in found:
        ranked.append((of_article[number], question))
        of_article[number] += 1
    ranked.sort(key=lambda one: one[0])
    return list(dict.fromkeys(question for _, question in ranked))[:MOST_SHOWN]


def _answered(collection: Collection) -> Iterator[tuple[float, int, str]]:
    """How unsure the answer is, the number of the article that it is from, and the question."""
    articles = _spread(collection.index)
    texts = list(map(_lines, articles))
    names = names_in(texts)
    each = max(1, MOST_ASKED // max(1, len(articles)))
    asked: set[str] = set()
    for number, article in enumerate(articles):
        fresh = (question for question in questions(texts[number], names, number) if question not in asked)
        for question in list(islice(fresh, each)):
            asked.add(question)
            answer = collection.bot.ask(question)
            if answer.answered and answer.quotes[0].article.id == article.id:
                yield -answer.confidence, number, question


def _spread(index: Index) -> list[Article]:
    sources = index.sources()
    step = max(1, len(sources) // MOST_READ)
    return [index.article(source.id) for source in sources[::step][:MOST_READ]]


def _lines(article: Article) -> str:
    """The sentences, each in a line."""
    return "\n".join(
        article.text[start:end].replace("\n", " ")
        for paragraph in paragraphs(article.text, article.debris)
        for start, end in sentences(article.text, paragraph)
    )


def names_in(texts: Sequence[str]) -> dict[str, bool]:
    """Words that no text has without a capital, and whether one has them where no sentence begins: of those that only
    begin one it is not known whether they are part of a name."""
    words = [(word[0], text[word.start() - 1 : word.start()]) for text in texts for word in _WORD.finditer(text)]
    plain = {word for word, _ in words if word[0].islower()}
    inside = {word for word, before in words if before not in ("", "\n")}
    return {word: word in inside for word, _ in words if word.lower() not in {word, *plain}}


def questions(text: str, names: dict[str, bool], turn: int) -> Iterator[str]:
    """Who somebody is, what something is, what somebody said of something, in turn, so that not all begin alike."""
    runs = list(_runs(text, names))
    people, things = _named(text, runs)
    kinds = (
        [f"Who is {name}?" for name in people.values()],
        [f"What is {name}?" for name in things.values()],
        [f"What did {one} say about {other}?" for one, other in dict.fromkeys(_beside(text, runs, people, things))],
    )
    for number in range(max(map(len, kinds))):
        for kind in (*kinds[turn % 3 :], *kinds[: turn % 3]):
            yield from kind[number : number + 1]


def _runs(text: str, names: dict[str, bool]) -> Iterator[Run]:
    """Where names stand, and their words: from a name on whatever follows with a capital."""
    run, end = list[re.Match[str]](), -1
    for word in _WORD.finditer(text):
        if not (run and text[end : word.start()] == " " and word[0][0].isupper()):
            yield from _whole(run, names)
            run = []
        if run or word[0] in names:
            run.append(word)
        end = word.end()
    yield from _whole(run, names)


def _whole(run: Sequence[re.Match[str]], names: dict[str, bool]) -> Iterator[Run]:
    known = run[1:] if run and not names[run[0][0]] else run
    if known is run or len(known) == 1:  # of "Kim Jong Un" the rest alone would be another name
        yield from ((one.start(), tuple(word[0] for word in known)) for one in known[:1])


def _named(text: str, runs: Sequence[Run]) -> tuple[dict[Words, str], dict[Words, str]]:
    """The people of several words as a question names them, those that the article explains first, then those named
    most; and the things that it explains.

    People are told from things by how articles name them: without "the", in full, and then by the last word alone. Of
    more than two words the first is as often a title as a name. Things that end in s are as often several, which a
    question would have to know.
    """
    named, first = Counter(words for _, words in runs), {words: at for at, words in reversed(runs)}
    the = Counter(words for at, words in runs if text[:at].endswith("the "))
    explained = dict.fromkeys(words for at, words in runs if _EXPLAINED.match(text, at + len(" ".join(words))))
    full = [words for words in named if 1 < len(words) < 4]
    full.sort(key=lambda words: (words not in explained, -named[words], first[words]))
    people = {words: " ".join(words[-2:]) for words in full if named[words[-1:]] >= named[words] and not the[words]}
    things = [words for words in explained if words in full and words not in people and not words[-1].endswith("s")]
    return people, {words: "the " * (2 * the[words] > named[words]) + " ".join(words) for words in things}


def _beside(
    text: str, runs: Sequence[Run], people: dict[Words, str], things: dict[Words, str]
) -> Iterator[tuple[str, str]]:
    """People, each with a thing that is named behind them in the same sentence."""
    whole = {words[-1]: name for words, name in people.items()}
    for (at, one), (then, other) in pairwise(runs):
        if one[-1] in whole and other in things and "\n" not in text[at:then]:
            yield whole[one[-1]], things[other]
