"""Which kinds of file are read, and by what."""

from collections.abc import Callable
from pathlib import Path

from pullquote.corpus.formats.draft import FileDrafts
from pullquote.corpus.formats.json_lines import read_jsonl
from pullquote.corpus.formats.markdown import read_markdown
from pullquote.corpus.formats.pdf import read_pdf
from pullquote.corpus.formats.plain_text import read_text
from pullquote.corpus.formats.web_page import read_html
from pullquote.corpus.formats.word import read_docx

# By suffix in lower case. Each raises PullquoteError, its text the reason, for a file that it cannot read.
FORMATS: dict[str, Callable[[Path], FileDrafts]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".jsonl": read_jsonl,
}
