"""JSON from outside is understood in one way, or refused in one line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, whole
from pullquote.ui.web.json_body import read_json, write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(st.characters(codec="utf-8"), max_size=9),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inside),
    max_leaves=9,
)


@given(VALUES)
def test_what_is_json_is_read_as_it_is_and_written_alike(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value == read_json(write_json(value))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b'{"a": 1, "b": 2, "a": 1}', "says 'a' twice"),
        (b'[{"b": {"a": 1, "a": 2}}]', "says 'a' twice"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"[" + b"9" * 5_000 + b"]", "a number of 5,000 characters"),
        (b"[1." + b"9" * 5_000 + b"]", "a number of 5,002 characters"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deep"),
        (b'["\xff"]', "not UTF-8: byte 2"),
        ('["a"]'.encode("utf-16"), "not UTF-8"),
    ],
)
def test_anything_else_is_refused_in_one_line(body: bytes, said: str) -> None:
    with pytest.raises(BadInputError) as error:
        read_json(body)
    assert said in str(error.value) and "\n" not in str(error.value) and len(str(error.value)) < 200


@pytest.mark.parametrize("half", [r"\ud800", r"\udfff", r"\udc00\ud800"])
def test_half_a_character_is_mended_wherever_it_stands(half: str) -> None:
    mended = "\ufffd" * (len(half) // 6)
    body = f'{{"a{half}": ["Who is {half}?", {{"b": "{half}"}}]}}'.encode()
    assert read_json(body) == {f"a{mended}": [f"Who is {mended}?", {"b": mended}]}


@given(st.text())
def test_a_whole_text_can_be_stored_and_a_good_one_is_left_alone(text: str) -> None:
    whole(text).encode()
    assert whole(whole(text)) == whole(text)
    assert whole("a\ud83d\ude00b") == "a\U0001f600b"
