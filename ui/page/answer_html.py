"""Answer in, HTML out: the cards of a conversation. Nothing in them is written by a machine but these labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from pullquote.rag import Answer, Quote
from pullquote.ui.html import credit, escaped, link, tag
from pullquote.ui.page.text_export import as_markdown, as_text
from pullquote.ui.wording import confidence_meaning, confidence_words, refusal_heading

# A thumb, drawn: not every computer has a font for one
_THUMB = "M7 11v9H4v-9h3zm0 0 4-8c1.5 0 2.5 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1 6.500a2.5 2.5 0 0 1-2.5 2.2H7"
_UP = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_THUMB}"/></svg>'
_DOWN = _UP.replace("<path", '<path transform="rotate(180 12 12)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer with what its card needs besides: where it stands in the conversation, the query string that asks it
    again, its receipt as JSON, the filters in words, whose articles it is from,
    and whether it can be voted on."""

    answer: Answer
    turn: int = 0
    part: int = 0
    link: str = ""
    receipt: str = ""
    filters: str = ""
    shelf: str = ""
    votes: bool = True

    @property
    def key(self) -> str:
        return f"{self.turn}-{self.part}"


def card(shown: Shown) -> str:
    """One answer or refusal; a further `part` of a turn does not repeat the question."""
    answer = shown.answer
    asked = "" if shown.part else _asked(shown)
    kind = "pq-answer" if answer.answered else "pq-refusal"
    inside = _answer(shown) if answer.answered else _refused(shown)
    label = "Answer" if answer.answered else "No answer"
    body = tag("section", inside + _actions(shown), class_=f"pq-card {kind}", aria_label=label, data_key=shown.key)
    return asked + body


def mistake(question: str, message: str) -> str:
    """A question that could not be asked, and why."""
    inside = tag("p", tag("strong", "This could not be asked. ") + escaped(message))
    return _bubble(question) + tag("section", inside, class_="pq-card pq-mistake", role="alert", aria_label="Mistake")


def conversation(cards: Sequence[str]) -> str:
    """All cards in a row. It is drawn anew with every answer, so the script tells screen readers what is new."""
    return tag("div", "".join(cards), class_="pq-conversation", role="log", aria_live="off", aria_label="Answers")


def welcome(examples: Sequence[str], articles: int, outlets: Sequence[str]) -> str:
    """The empty page: what this is, and questions to begin with."""
    number = f"{articles:,} article{'' if articles == 1 else 's'}"
    said = f" from {', '.join(outlets[:4])}{' and others' if len(outlets) > 4 else ''}" if outlets else ""
    what = tag(
        "p",
        f"Ask about the {escaped(number)}{escaped(said)}. Every answer is a sentence copied out of an article and shown"
        " in its place; where the articles do not say, you are told so.",
    )
    chips = "".join(tag("button", escaped(q), type="button", class_="pq-example", data_ask=q) for q in examples)
    offer = tag("h2", "For example") + tag("div", chips, class_="pq-examples") if examples else ""
    return tag("div", what + offer, class_="pq-welcome")


def nothing_loaded() -> str:
    words = "There are no articles yet. Add your own below, or run: pullquote add PATH --index FOLDER"
    return tag("div", tag("p", escaped(words)), class_="pq-welcome")


def own_articles() -> str:
    words = (
        "Text, Markdown, HTML, PDF, Word or .jsonl; up to 20 MB a file. Only this page sees them; they are deleted when"
        " you close it, or after an hour."
    )
    return tag("p", words, class_="pq-hint")


def taken(articles: int, failed: Sequence[tuple[str, str]]) -> str:
    """What became of dropped files; those that could not be read are named."""
    words = f"{articles} article{'' if articles == 1 else 's'} added; ask away." if articles else "No new article."
    items = "".join(tag("li", f"{tag('b', escaped(file))}: {escaped(reason)}") for file, reason in failed)
    bad = tag("p", "Not read:") + tag("ul", items) if failed else ""
    return tag("div", tag("p", words) + bad, class_="pq-told", role="status")


def not_taken(message: str) -> str:
    return tag("div", tag("p", f"Nothing was added: {escaped(message)}"), class_="pq-told pq-mistake", role="alert")


def _asked(shown: Shown) -> str:
    answer = shown.answer
    bubble = _bubble(answer.question)
    notes = []
    if " ".join(answer.question.split()) != answer.understood_as:
        edit = tag(
            "button",
            "Edit",
            type="button",
            class_="pq-link",
            data_edit=answer.understood_as,
            aria_label="Edit the question as understood",
        )
        notes.append(
            tag("p", f"Understood as: {tag('q', escaped(answer.understood_as))} {edit}", class_="pq-understood")
        )
    if shown.filters:
        notes.append(tag("p", f"Asked of {escaped(shown.filters)}", class_="pq-understood"))
    return bubble + "".join(notes)


def _bubble(question: str) -> str:
    return tag("h2", tag("span", "You asked: ", class_="pq-hidden") + escaped(question), class_="pq-question")


def _answer(shown: Shown) -> str:
    first, *further = shown.answer.quotes
    confidence = shown.answer.confidence
    sure = tag("strong", confidence_words(confidence)) + f" <span>({confidence_meaning(confidence)})</span>"
    rest = ""
    if further:
        items = "".join(tag("li", _quote(quote, shown, n)) for n, quote in enumerate(further, 1))
        rest = tag("h3", "Further quotes on this") + tag("ol", items, class_="pq-further", start="2")
    shelf = tag("p", escaped(shown.shelf), class_="pq-shelf") if shown.shelf else ""
    return shelf + _quote(first, shown, 0) + tag("p", sure, class_="pq-confidence") + rest


def _refused(shown: Shown) -> str:
    refusal = shown.answer.refusal
    assert refusal
    head = tag("p", tag("strong", f"No answer. {refusal_heading(refusal)}."), class_="pq-no") + tag(
        "p", escaped(refusal.message)
    )
    if not refusal.nearest:
        return head
    label = tag("p", "Nearest passage — not an answer", class_="pq-not-an-answer")
    return head + tag("div", label + _quote(refusal.nearest, shown, 0, marked=False), class_="pq-nearest-passage")


def _quote(quote: Quote, shown: Shown, number: int, *, marked: bool = True) -> str:
    """The quote with its short answer marked, its paragraph on demand, its citation."""
    source = quote.article.source
    words = tag("blockquote", _marked(quote, marked))
    go = tag(
        "button",
        "Show in the article",
        type="button",
        class_="pq-cite",
        data_cite=shown.key,
        data_quote=str(number),
        aria_label=f"Show quote {number + 1} in the article {source.title}",
    )
    title = tag("cite", escaped(source.title))
    by = tag("p", title + " " + credit(source), class_="pq-credit")
    place = tag("p", " ".join(filter(None, (go, link(source.url, "Original article")))), class_="pq-place")
    return words + _paragraph(quote, marked) + by + place


def _marked(quote: Quote, marked: bool) -> str:
    text = quote.article.text
    if not (quote.focus and marked):
        return escaped(quote.text)
    start, end = quote.focus
    short = tag("mark", escaped(text[start:end]), class_="pq-short")
    return escaped(text[quote.start : start]) + short + escaped(text[end : quote.end])


def _paragraph(quote: Quote, marked: bool) -> str:
    text, around = quote.article.text, quote.context
    before, after = text[around.start : quote.start], text[quote.end : around.end]
    if not (before + after).strip():
        return ""
    inside = escaped(before) + tag("b", _marked(quote, marked)) + escaped(after)
    return tag("details", tag("summary", "In its paragraph") + tag("p", inside, class_="pq-paragraph"))


def _actions(shown: Shown) -> str:
    answer = shown.answer

    def copy(words: str, text: str, what: str) -> str:
        return tag("button", words, type="button", class_="pq-link", data_copy=text, data_done=f"{what} copied")

    taken = copy("Copy", as_text(answer), "Text") + copy("Copy as Markdown", as_markdown(answer), "Markdown")
    if shown.receipt:
        taken += tag(
            "button",
            "Save receipt",
            type="button",
            class_="pq-link",
            data_save=shown.receipt,
            title="A file that pullquote verify checks against the articles",
        )
    if shown.link:
        taken += tag(
            "button", "Copy link", type="button", class_="pq-link", data_link=shown.link, data_done="Link copied"
        )
    votes = _votes() if shown.votes else ""
    return tag("div", taken + votes, class_="pq-actions", data_key=shown.key)


def _votes() -> str:
    faces = ((_UP, "up", "This was right"), (_DOWN, "down", "This was wrong"))
    buttons = "".join(
        tag("button", f, type="button", class_="pq-vote", data_vote=vote, aria_pressed="false", aria_label=w, title=w)
        for f, vote, w in faces
    )
    reason = tag("label", tag("span", "Why? (optional)") + '<input type="text" maxlength="500">')
    send = tag("button", "Send", type="button", class_="pq-link", data_send=True)
    form = tag("span", reason + send, class_="pq-reason", hidden=True)
    return tag("span", buttons, class_="pq-votes") + form
