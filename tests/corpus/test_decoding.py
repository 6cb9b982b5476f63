"""Bytes become the canonical text: nothing but encoding, byte order mark and line ends is ever touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import PullquoteError
from pullquote.corpus.decoding import decode, mend

# Whatever people write: every letter, mark and symbol, direction marks and odd spaces included.
WRITING = st.text(st.one_of(st.sampled_from("\n\t"), st.characters(exclude_categories=("Cs", "Cc")))).filter(
    lambda text: not text.startswith("\ufeff")
)

GERMAN = "Die größte Brücke der Stadt wurde am Dienstag für den Verkehr geöffnet – „endlich“, sagte der Bürgermeister."
FRENCH = "Le pont a été ouvert mardi. « Nous réglerons cela plus tard », a déclaré le maire, évoquant les coûts élevés."
ENGLISH = "The bridge was opened on Tuesday — the mayor’s office said it had cost £9 million. “Enough,” said the café."
POLISH = "Most został otwarty we wtorek. Burmistrz powiedział, że później zajmą się kosztami – źródła mówią o łódkach."
RUSSIAN = "Мост был открыт во вторник. Мэр сказал, что о расходах поговорят позже, когда закончится строительство."
JAPANESE = "橋は火曜日に開通した。市長は費用について後で話し合うと述べた。建設には九百万円かかったという。"
CHINESE = "大桥于星期二通车。市长表示费用问题以后再谈。据说建设花费了九百万元。"


@given(WRITING)
def test_a_utf8_text_is_itself(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@given(WRITING, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_do_not_matter(text: str, line_end: str) -> None:
    assert decode(text.replace("\n", line_end).encode()).text == text


@given(WRITING, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_names_the_encoding_and_is_dropped(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.binary())
def test_any_bytes_become_text_or_are_refused_in_one_line(data: bytes) -> None:
    try:
        text = decode(data).text
    except PullquoteError as error:
        assert str(error).isprintable()
    else:
        assert "\0" not in text and "\r" not in text
        text.encode("utf-8")


@given(st.text(st.characters()))
def test_mended_text_can_be_stored(text: str) -> None:
    mended = mend(text)
    assert "\0" not in mended and "\r" not in mended
    mended.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        ("Café", "latin-1"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gbk"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
    ],
)
def test_an_unmarked_encoding_is_recognised(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding != "utf-8"


def test_a_page_may_declare_its_encoding_and_is_not_believed_when_that_fails() -> None:
    assert decode(POLISH.encode("iso8859_2", "ignore"), "iso-8859-2").encoding == "iso8859-2"
    assert decode(ENGLISH.encode("cp1252"), "no-such-encoding").text == ENGLISH
    assert decode(ENGLISH.encode("cp1252"), "ascii").text == ENGLISH


def test_a_carriage_return_before_the_line_end_makes_one_line_end() -> None:
    assert decode(b"one\r\ntwo\rthree\n").text == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary"),
        (b"words and then \0 a hole", "binary"),
        (b"\x01\x02\x03\x04\x05\x06\x07 noise", "binary"),
        (GERMAN.encode()[:9], "truncated: it ends inside a character of utf-8"),
        (b"\xff\xfea\0b", "truncated: it ends inside a character of utf-16-le"),
        ((GERMAN * 5).encode() + b"\x92" + GERMAN.encode(), "damaged: utf-8, but for byte 0x92"),
    ],
)
def test_what_is_no_text_is_named_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PullquoteError, match=reason):
        decode(data)


def test_a_few_control_characters_and_direction_marks_stay_where_they_are() -> None:
    text = "The form feed \x0c and the mark \u200f are part of the file, as is \x07 this bell.\n"
    assert decode(text.encode()).text == text
