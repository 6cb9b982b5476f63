"""Answers in, HTML out: the conversation. Nothing in it is written by a machine but these labels."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pullquote.corpus import Article, Problem, Span
from pullquote.rag import Answer
from pullquote.ui.citation import cite
from pullquote.ui.claim_lines import agreement, differing_lines, disputed, older
from pullquote.ui.page.as_typed import was_mended
from pullquote.ui.quote_parts import quote_parts
from pullquote.ui.templates import environment, inert
from pullquote.ui.text_export import as_markdown, as_text
from pullquote.ui.wording import DISPUTE, confidence_meaning, counted, refusal_heading, verdict

_numbers = itertools.count()  # so that no two news are the same to Gradio, which would not show the second
_PARAGRAPHS = re.compile(r"\s*\n\s*")
_LINE_ENDS = re.compile(r"(?<=[^\n]{40})\n(?=\S)")  # of lines so long that only the edge of a page ends them
_PAGED = "pypdf "  # what articles are read by whose lines end where their page did


def one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(text.split())


def note_word(note: str) -> str:
    """What a note says, in its first word: retold, translation."""
    return next(iter(re.findall(r"\w+", note)), "note").lower()


def percent(share: float) -> str:
    """A share in whole percent."""
    return f"{100 * share:.0f} %"


def reflows(article: Article) -> bool:
    """Whether the lines of the article's text end where those of a page did."""
    return article.loader.startswith(_PAGED)


def reflowed(article: Article) -> str:
    """The text as it is read, character for character as long: where lines end with the page's, a space stands."""
    return _LINE_ENDS.sub(" ", article.text) if reflows(article) else article.text


TEMPLATES = environment(Path(__file__).with_name("templates"))
TEMPLATES.globals |= {
    function.__name__: function
    for function in (
        Span,
        agreement,
        as_markdown,
        as_text,
        cite,
        confidence_meaning,
        counted,
        differing_lines,
        disputed,
        note_word,
        older,
        percent,
        quote_parts,
        reflows,
        refusal_heading,
        verdict,
        was_mended,
    )
}
TEMPLATES.globals["DISPUTE"] = DISPUTE
TEMPLATES.filters["line"] = one_line
TEMPLATES.filters["compact"] = lambda text: _PARAGRAPHS.sub("\n", text)  # paragraphs without blank lines between


@dataclass(frozen=True, slots=True)
class Card:
    """An answer with what its card shows beside it.

    `key` names the answer in the conversation; `first` is off for a further answer to the same question; `link` is the
    query string that asks it again, `whole_link` one that asks what was asked before it too, `receipt` the receipt as
    JSON, `filters` the filters in words, `own` whether it is from the visitor's own files, `origin` that in words where
    there are some, `votes` whether it can be voted on, `as_typed` whether it was asked with no word mended, `notes` the
    notes of its articles that no card before it has explained.
    """

    answer: Answer
    key: str = "0-0"
    first: bool = True
    link: str = ""
    whole_link: str = ""
    receipt: str = ""
    filters: str = ""
    own: bool = False
    origin: str = ""
    votes: bool = True
    as_typed: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that could not be asked, and why."""

    question: str
    message: str
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a page without a question says: how many articles there are, whose, how many of them are the visitor's own,
    and questions to begin with, once they were `sought`."""

    articles: int
    outlets: Sequence[str] = ()
    examples: Sequence[str] = ()
    own: int = 0
    sought: bool = True


Shown = tuple[str, str, Sequence[Card | Mistake]]  # an exchange: its id, the query that asks it, its cards


def news(exchanges: Sequence[Shown] = (), welcome: Welcome | None = None, *, anew: bool = False) -> Markup:
    """What comes into the conversation, for the page's script to put there: exchanges, or the welcome. `anew`: in place
    of all that is in it."""
    parts = render("exchanges.html", exchanges=exchanges, welcome=welcome)
    return render("news.html", parts=parts, anew=anew, number=next(_numbers))


def upload_result(articles: int, failed: Sequence[Problem]) -> Markup:
    """How many articles were added, and which files could not be read."""
    return render("upload.html", articles=articles, failed=failed, message="")


def upload_mistake(message: str) -> Markup:
    """Why nothing was added."""
    return render("upload.html", articles=0, failed=(), message=message)


def render(template: str, **values: object) -> Markup:
    """A template of the page with its values filled in, as Gradio can be given it."""
    return inert(TEMPLATES.get_template(template).render(values))
