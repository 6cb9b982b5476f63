"""What could be understood in two ways is refused."""

import pytest

from pullquote.corpus import BadInputError
from pullquote.ui.web.query import check_headers, read_query


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/search", b"question=a&question=b"),
        ("/api/search", b"question=&question="),
        ("/api/search", b"top=1&publisher=a&top=2"),
        ("/api/search", b"%74op=1&top=2"),
        ("/api/article/x", b"h=1&h=2"),
        ("/", b"q=a&q=b"),
        ("/gradio_api/queue/data", b"session_hash=abcdefgh&session_hash=ijklmnop"),
    ],
)
def test_a_name_that_comes_twice_is_a_mistake(path: str, query: bytes) -> None:
    with pytest.raises(BadInputError, match=r"^the address says '\w+' twice; say it once$"):
        read_query(path, query)


def test_a_name_of_which_several_may_come_keeps_them_all() -> None:
    assert read_query("/api/search", b"publisher=a&publisher=b&question=") == {
        "publisher": ["a", "b"],
        "question": [""],
    }
    assert read_query("/", b"q=a&h=1&h=2&outlet=x&outlet=y")["h"] == ["1", "2"]


def test_more_parameters_than_anybody_needs_are_a_mistake() -> None:
    with pytest.raises(BadInputError, match="more than 1,000 parameters"):
        read_query("/api/search", b"&".join(b"publisher=a" for _ in range(2_000)))


@pytest.mark.parametrize("name", [b"host", b"Host", b"origin", b"authorization", b"cookie", b"content-length"])
def test_a_header_that_decides_something_comes_once(name: bytes) -> None:
    check_headers([(name, b"a"), (b"accept", b"a"), (b"accept", b"b")])
    with pytest.raises(BadInputError, match="comes twice; send it once"):
        check_headers([(name, b"a"), (name.lower(), b"a")])
