"""Answers in, HTML out: the conversation. Nothing in it is written by a machine but these labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pullquote.corpus import Problem, Span
from pullquote.rag import Answer
from pullquote.ui.citation import cite
from pullquote.ui.claim_lines import agreement, differing_lines, disputed, older
from pullquote.ui.page.as_typed import was_mended
from pullquote.ui.quote_parts import quote_parts
from pullquote.ui.templates import environment, inert
from pullquote.ui.text_export import as_markdown, as_text
from pullquote.ui.wording import DISPUTE, confidence_meaning, confidence_words, counted, refusal_heading

_PARAGRAPHS = re.compile(r"\s*\n\s*")
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
        confidence_words,
        counted,
        differing_lines,
        disputed,
        older,
        quote_parts,
        refusal_heading,
        was_mended,
    )
}
TEMPLATES.globals["DISPUTE"] = DISPUTE
TEMPLATES.filters["compact"] = lambda text: _PARAGRAPHS.sub("\n", text)  # paragraphs without blank lines between


@dataclass(frozen=True, slots=True)
class Card:
    """An answer with what its card shows beside it.

    `key` names the answer in the conversation; `first` is off for a further answer to the same question; `link` is the
    query string that asks it again, `receipt` the receipt as JSON, `filters` the filters in words, `origin` whose
    articles it is from, `votes` whether it can be voted on, `as_typed` whether it was asked with no word mended.
    """

    answer: Answer
    key: str = "0-0"
    first: bool = True
    link: str = ""
    receipt: str = ""
    filters: str = ""
    origin: str = ""
    votes: bool = True
    as_typed: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that could not be asked, and why."""

    question: str
    message: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a page without a question says: how many articles there are, whose, and questions to begin with."""

    articles: int
    outlets: Sequence[str] = ()
    examples: Sequence[str] = ()


def conversation(cards: Sequence[Card | Mistake] = (), welcome: Welcome | None = None) -> Markup:
    """All cards in a row, or the welcome, or nothing yet. The page draws it anew with every answer."""
    return render("conversation.html", cards=cards, welcome=welcome)


def upload_result(articles: int, failed: Sequence[Problem]) -> Markup:
    """How many articles were added, and which files could not be read."""
    return render("upload.html", articles=articles, failed=failed, message="")


def upload_mistake(message: str) -> Markup:
    """Why nothing was added."""
    return render("upload.html", articles=0, failed=(), message=message)


def render(template: str, **values: object) -> Markup:
    """A template of the page with its values filled in, as Gradio can be given it."""
    return inert(TEMPLATES.get_template(template).render(values))
