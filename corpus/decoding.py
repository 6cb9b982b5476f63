"""Bytes become text, once: encoding, byte order mark and line ends are settled before any offset exists."""

import codecs
import re
from typing import NamedTuple

from pullquote.corpus.errors import BadInputError, DamagedError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ["utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"]
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What Western text shows when it was read with the wrong one of two Western encodings.
_MISREAD = re.compile(
    r"[a-zß-ÿ][À-ÞŒŠŽŸ]|[^\W\d_][¡-©«-´¶-¹»-¿×÷†‡‰•ˆ˜„‚ƒ‹›][^\W\d_]|[ðþýÝ\u0080-\u009f\u02c0-\u02df\u2200-\u25ff\uf8ff]"
)


class Decoded(NamedTuple):
    r"""Text without byte order mark, its line ends `\n`, and the encoding that it was stored in."""

    text: str
    encoding: str


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode by byte order mark, as UTF-8, as `declared` (a web page's own word), or by statistics, in this order.

    Raises PullquoteError, its text the reason, when the bytes are no text or a damaged one.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _refusing_binary(_strictly(data[len(mark) :], encoding), encoding)
    if b"\0" in data:
        return _guessed(data, among=_WIDE)
    try:
        return _refusing_binary(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error)
    if declared:
        try:
            return _refusing_binary(data.decode(declared), codecs.lookup(declared).name)
        except (LookupError, ValueError):
            pass  # a page may declare anything
    for encoding in ("cp1252", "mac_roman"):
        text = _if_western(data, encoding)
        if text:
            return _refusing_binary(text, encoding)
    return _guessed(data)


def plain_line_ends(text: str) -> str:
    r"""The text without one byte order mark and with `\n` for every line end, as Python's text mode reads it."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def mend(text: str) -> str:
    """An extractor's text with plain line ends and U+FFFD for what cannot be stored: lone surrogates and NUL."""
    return plain_line_ends(whole(text).replace("\0", "\ufffd"))


def whole(text: str) -> str:
    """The text with U+FFFD for every half of a character (an unpaired surrogate), which no model and no file takes."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def check_whole(what: str, text: str) -> None:
    """Raises BadInputError for a text with half of a character (an unpaired surrogate), which `whole` would mend."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInputError(
            f"the {what} has half a character at {error.start} (an unpaired surrogate); mend it first"
        ) from None


def _refusing_binary(text: str, encoding: str) -> Decoded:
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) // 10:
        raise BadInputError("binary, not text")
    return Decoded(plain_line_ends(text), encoding)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data):
            raise DamagedError(f"truncated: it ends inside a character of {encoding}") from None
        raise DamagedError(f"damaged: marked as {encoding}, but byte {error.start} is not") from None


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Guessing another encoding would garble every accent of a UTF-8 text for the sake of one bad byte."""
    if error.reason == "unexpected end of data" and not data[: error.start].isascii():
        raise DamagedError("truncated: it ends inside a character of utf-8") from None
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    if good >= 10 * bad:
        raise DamagedError(f"damaged: utf-8, but for byte 0x{data[error.start]:02x} at {error.start}") from None


def _if_western(data: bytes, encoding: str) -> str:
    """The text if it reads as a Western one; statistics mistake short ones for Baltic, Hebrew or UTF-16."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    foreign = sum(character > "\x7f" for character in text)
    return "" if foreign * 12 > len(text) + 24 or _MISREAD.search(text) or _CONTROL.search(text) else text


def _guessed(data: bytes, among: list[str] | None = None) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=among, cp_exclusion=None if among else _WIDE).best()
    if best is None:
        raise BadInputError("binary, or text in an unknown encoding")
    return _refusing_binary(str(best), best.encoding)
