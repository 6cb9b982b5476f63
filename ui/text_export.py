"""An answer as text and as Markdown, to paste elsewhere: its claims where they differ, the quotes, what stands around
them, and their citations."""

import re

from pullquote.corpus import Span
from pullquote.rag import Answer, Quote
from pullquote.ui.citation import cite
from pullquote.ui.claim_lines import agreement, by_standing, differing_lines
from pullquote.ui.quote_parts import quote_parts

# What Markdown would read as markup
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def as_text(answer: Answer) -> str:
    """Plain text: each quote in quotation marks on a line of its own, its context before and after it without them."""
    blocks = [answer.understood_as]
    if answer.warning:
        blocks.append(f"Beware: {answer.warning}")
    if answer.refusal:
        blocks.append(f"No answer: {answer.refusal.message}")
    blocks += ["\n".join(block) for block in _claims(answer)]
    if answer.refusal:
        blocks += ["Nearest passage, not an answer:\n" + _text(quote) for quote in answer.refusal.nearest]
    blocks += [f"[{number}]\n{_text(quote)}" for number, quote in enumerate(answer.quotes, 1)]
    return "\n\n".join(blocks) + "\n"


def as_markdown(answer: Answer) -> str:
    """Markdown: each quote in a block quote with its short answer in bold, its context before and after the block."""
    blocks = [f"**{_plain(answer.understood_as)}**"]
    if answer.warning:
        blocks.append(f"*Beware:* {_plain(answer.warning)}")
    if answer.refusal:
        blocks.append(f"*No answer:* {_plain(answer.refusal.message)}")
    blocks += ["\\\n".join(map(_plain, block)) for block in _claims(answer)]
    for quote in answer.refusal.nearest if answer.refusal else ():
        blocks += ["*Nearest passage, not an answer:*", *_markdown(quote, with_focus=False)]
    for quote in answer.quotes:
        blocks += _markdown(quote, with_focus=True)
    return "\n\n".join(blocks) + "\n"


def _claims(answer: Answer) -> list[list[str]]:
    """What there is to say of claims, in blocks of lines: each of them where they differ, else who agrees."""
    blocks = [
        [*filter(None, [words and f"{words}:"]), *map(str, lines)]
        for words, lines in by_standing(differing_lines(answer))
    ]
    return blocks or [[line] for line in filter(None, [agreement(answer)])]


def _text(quote: Quote) -> str:
    before, after = _context(quote)
    return "\n".join(filter(None, (before, f"“{quote.text}”", after, f"— {_citation(quote)}")))


def _markdown(quote: Quote, *, with_focus: bool) -> list[str]:
    parts = quote_parts(quote, with_focus=with_focus)
    focus = f"**{_plain(parts.focus)}**" if parts.focus else ""
    words = _plain(parts.before) + focus + _plain(parts.after)
    block = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    before, after = map(_plain, _context(quote))
    return list(filter(None, (before, block, after, f"— {_plain(_citation(quote))}")))


def _context(quote: Quote) -> tuple[str, str]:
    """What stands before and after the quote, each on one line with an ellipsis on its far side, or empty."""
    parts = quote_parts(quote)
    before, after = (" ".join(words.split()) for words in (parts.context_before, parts.context_after))
    return before and f"… {before}", after and f"{after} …"


def _citation(quote: Quote) -> str:
    return cite(quote.article, Span(quote.start, quote.end)).line()


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
