"""Which kinds of file are read, and by what."""

from collections.abc import Callable
from pathlib import Path

from pullquote.corpus.formats.draft import Contents
from pullquote.corpus.formats.html import read_html
from pullquote.corpus.formats.json_lines import read_jsonl
from pullquote.corpus.formats.pdf import read_pdf
from pullquote.corpus.formats.plain_text import read_markdown, read_text
from pullquote.corpus.formats.word import read_docx

Reader = Callable[[Path, str], Contents]  # a file, and its name for problems; raises PullquoteError with the reason

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".jsonl": read_jsonl,
}
