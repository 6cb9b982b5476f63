"""What the calls take, as programs are shown it. What they send is checked in one place, by `Api`; wrong names here."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import WithJsonSchema

from pullquote.rag import MOST_TURNS
from pullquote.ui.api import MOST

_TEXT = {"type": "string"}
_TURN = {"type": "object", "properties": {"question": _TEXT, "answer": _TEXT}, "required": ["question"]}
Text = Annotated[object, WithJsonSchema(_TEXT)]
NameList = Annotated[object, WithJsonSchema({"anyOf": [{"type": "array", "items": _TEXT}, _TEXT]})]
Day = Annotated[object, WithJsonSchema(_TEXT)]
Top = Annotated[object, WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST})]
Where = Annotated[object, WithJsonSchema({"type": "object"})]
History = Annotated[object, WithJsonSchema({"type": "array", "items": _TURN, "maxItems": MOST_TURNS})]

DAY = "A day, month or year: 2020-06-26, 2020-06 or 2020."
QUESTION = "One whole question in plain English, such as: Who was the defense minister in 2020?"
HISTORY = f"What was asked before and its short answers, oldest first; at most {MOST_TURNS} turns."
PUBLISHER = "Only outlets with one of these in their name (any part, any case)."
AUTHOR = "Only authors with one of these in their name (any part, any case)."
AFTER = f"Only articles from then on. {DAY}"
BEFORE = f"Only articles up to then, included. {DAY}"
AS_OF = f"What was known then: later articles do not count. {DAY}"
ARTICLES = "Only articles with these ids."
_WHERE = "Only articles whose own fields (metadata of their files; the list of articles has them) say so"
WHERE = (
    f'{_WHERE}, such as {{"section": ["sport", "news"]}}: any of them, in any case. A field may also have a mapping of'
    ' "in", "not", "after" and "before"; "and" and "or" have lists of such filters, "not" has one.'
)
WHERE_LINES = f"{_WHERE}: section=sport, or such a mapping as JSON. May be repeated: of one field any text will do."
TOP_CLAIMS, TOP_PASSAGES = "At most so many claims, each with its quotes.", "At most so many passages."


def first_mistake(errors: Sequence[Mapping[str, Any]]) -> str:
    """The first of pydantic's errors in one line, after the name of the parameter that it is in."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return 'the body is not JSON; needed: an object such as {"question": "Who is Taro Kono?"}'
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    message = " ".join(str(first["msg"]).split())
    return f"{where or 'the body'}: {message[:1].lower()}{message[1:]}"
