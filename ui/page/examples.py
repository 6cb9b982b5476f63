"""Questions to begin with, drawn from the articles: sentences turned into questions that the bot answers with them."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

from pullquote.corpus import Article, StoppedError, go_on, stopping_when
from pullquote.index import Index, paragraphs, sentences
from pullquote.ui.collection import Collection

MOST_SHOWN = 4
MOST_ASKED = 10  # questions tried to find them; each takes some tenths of a second
SECONDS = 20.0  # until a page is shown with those that were found
MOST_READ = 10  # articles they are drawn from, spread over all
LONGEST = 80  # characters of a sentence's part that becomes a question
_NAME = r"(?:(?:[A-Z][a-z]+ )?[A-Z][a-z]+ [A-Z][a-z]+)"
# "Taro Kono, the defense minister, stressed on June 25 that …": who did what
_DID = re.compile(
    rf"^(?:In [^,]*, )?{_NAME}(?:, [^,]*,)? "
    r"((?:has |had |was |is )?[a-z]+(?:ed|ing|ent|old|aid|ade|ave|ote|ook)\b(?: [\w$%’'-]+){3,11})"
    r"(?=[,;:]| and\b| but\b| while\b| as\b| which\b| who\b|\.$)"
)
_WHAT = re.compile(rf"\b({_NAME}) (?:said|told|explained|stressed|argued|warned|announced)\b")


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
    each = max(1, MOST_ASKED // max(1, len(articles)))
    for number, article in enumerate(articles):
        for question in list(dict.fromkeys(_questions(article)))[:each]:
            answer = collection.bot.ask(question)
            if answer.answered and answer.quotes[0].article.id == article.id:
                yield -answer.confidence, number, question


def _spread(index: Index) -> list[Article]:
    sources = index.sources()
    step = max(1, len(sources) // MOST_READ)
    return [index.article(source.id) for source in sources[::step][:MOST_READ]]


def _questions(article: Article) -> Iterator[str]:
    """Who those are that speak in the article, and what they said; then who did what, for sentences that begin with a
    name."""
    speakers: Counter[str] = Counter()
    done: list[str] = []
    for paragraph in paragraphs(article.text, article.debris):
        for span in sentences(article.text, paragraph):
            sentence = " ".join(article.text[span.start : span.end].split())
            speakers.update(_WHAT.findall(sentence))
            did = _DID.match(sentence)
            if did and len(did[1]) <= LONGEST:
                done.append(f"Who {did[1]}?")
    for name, _ in speakers.most_common(2):
        words = " ".join(name.split()[-2:])
        yield from (f"Who is {words}?", f"What did {words} say?")
    yield from done
