"""What the properties of a document say, as far as a person wrote it."""

import re

# What programs leave in the title field when nobody wrote one there.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|untitled|(?:layout|slide|(?:word )?document) ?\d*$)"
    r"|.*\.(?:docx?|pdf|indd|qxd|tex|pptx?)$",
    re.IGNORECASE,
)


def written_title(title: str | None) -> str:
    """The title; empty for one that a program left."""
    return "" if _NO_TITLE.match(title or "") else title or ""
