"""A visitor is who holds the cookie; a session is its visitor's; an address may ask for so much in a minute."""

from http.cookies import SimpleCookie

import pytest

from pullquote.ui.page.sessions import COOKIE
from pullquote.ui.web.visitors import Owners, Rate, new_cookie, visitor_of


def test_a_cookie_cannot_be_guessed_nor_read_by_a_script_nor_sent_by_another_site() -> None:
    cookies = [new_cookie() for _ in range(100)]
    assert len({visitor_of({"cookie": cookie.partition(";")[0]}) for cookie in cookies}) == 100
    parsed = SimpleCookie(cookies[0])[COOKIE]
    assert (len(parsed.value), parsed["httponly"], parsed["samesite"]) == (43, True, "Lax")


@pytest.mark.parametrize("header", ["", "x=1", f"{COOKIE}=short", "\x00", ";;;=", f"{COOKIE}={'a' * 99}"])
def test_no_cookie_or_an_odd_one_is_nobody(header: str) -> None:
    assert visitor_of({"cookie": header}) == "" == visitor_of({})


def test_a_session_is_whose_it_was_first() -> None:
    owners = Owners()
    assert owners.admits("a", "ann") and owners.admits("b", "bob") and owners.admits("a", "ann")
    assert not owners.admits("a", "bob") and not owners.admits("b", "")


def test_so_many_a_minute_of_one_address_and_then_a_wait() -> None:
    now = [0.0]
    rate = Rate(2, clock=lambda: now[0])
    assert [rate.seconds_to_wait("a") for _ in range(3)] == [0, 0, 61]
    assert rate.seconds_to_wait("b") == 0
    now[0] = 59.5
    assert rate.seconds_to_wait("a") == 1
    now[0] = 60.0
    assert [rate.seconds_to_wait("a") for _ in range(3)] == [0, 0, 61]
