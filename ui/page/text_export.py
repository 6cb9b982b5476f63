"""An answer as text and as Markdown, to paste elsewhere: the quotes with who printed them, when and where."""

import re

from pullquote.rag import Answer, Quote
from pullquote.ui.html import day

# What Markdown would read as markup. A quote stays what it is when it is shown, not when it is looked at as source.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def as_text(answer: Answer) -> str:
    lines = [answer.understood_as, ""]
    if answer.refusal:
        lines += [f"No answer: {answer.refusal.message}"]
        if answer.refusal.nearest:
            lines += ["", "Nearest passage, not an answer:", *_text(answer.refusal.nearest)]
    for number, quote in enumerate(answer.quotes, 1):
        lines += ["", *_text(quote, f"[{number}] ")] if number > 1 else _text(quote, "[1] ")
    return "\n".join(lines) + "\n"


def as_markdown(answer: Answer) -> str:
    blocks = [f"**{_plain(answer.understood_as)}**"]
    if answer.refusal:
        blocks.append(f"*No answer:* {_plain(answer.refusal.message)}")
        if answer.refusal.nearest:
            blocks += ["*Nearest passage, not an answer:*", _markdown(answer.refusal.nearest, marked=False)]
    blocks += [_markdown(quote, marked=True) for quote in answer.quotes]
    return "\n\n".join(blocks) + "\n"


def citation(quote: Quote) -> str:
    """Title, outlet, author, day, note, file and characters, in one line."""
    source = quote.article.source
    place = f"{source.file}, characters {quote.start}–{quote.end}"
    by = (source.title, source.publisher or "unknown outlet", source.author, day(source.published))
    told = f"note: {source.note}" if source.note else ""
    return " ".join(" · ".join(filter(None, (*by, told, place, source.url))).split())


def _text(quote: Quote, before: str = "") -> list[str]:
    return [f"{before}“{quote.text}”", f"— {citation(quote)}"]


def _markdown(quote: Quote, *, marked: bool) -> str:
    text = quote.article.text
    if quote.focus and marked and quote.focus != (quote.start, quote.end):
        start, end = quote.focus
        parts = (text[quote.start : start], text[start:end], text[end : quote.end])
        shown = f"{_plain(parts[0])}**{_plain(parts[1])}**{_plain(parts[2])}"
    else:
        shown = _plain(quote.text)
    return "\n".join(f"> {line}".rstrip() for line in [*shown.split("\n"), "", f"— {_plain(citation(quote))}"])


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
