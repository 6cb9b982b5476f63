"""Who asks: a cookie that nobody can guess, and how much one address may ask for in a minute."""

import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie

from pullquote.ui.page.sessions import COOKIE

QUESTIONS = 300  # of one address in a minute
UPLOADS = 30
LOGINS = 10
_MINUTE = 60.0
_MOST_KNOWN = 20_000  # addresses, and sessions: those longest unheard of are forgotten


def new_cookie() -> str:
    """A Set-Cookie line for a visitor who has none: 256 random bits, out of reach of scripts and of other sites."""
    return f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax"


def visitor_of(headers: Mapping[str, str]) -> str:
    """What the visitor's cookie holds; empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found and len(found.value) == 43 else ""


class Owners:
    """Whose a session is: the first who names it. Nobody else may listen to it or end it."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._guard = threading.Lock()

    def admits(self, session: str, visitor: str) -> bool:
        """Whether the session is the visitor's, or nobody's until now."""
        with self._guard:
            owner = self._owners.setdefault(session, visitor)
            self._owners.move_to_end(session)
            while len(self._owners) > _MOST_KNOWN:
                self._owners.popitem(last=False)
            return secrets.compare_digest(owner.encode(), visitor.encode())


class Rate:
    """At most so many in any minute from one address."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._guard = threading.Lock()

    def seconds_to_wait(self, address: str) -> int:
        """0, and this one is counted; or the seconds until the next is let in, at least 1."""
        now = self._clock()
        with self._guard:
            times = self._times.setdefault(address, deque())
            self._times.move_to_end(address)
            while times and times[0] <= now - _MINUTE:
                times.popleft()
            if len(times) >= self._most:
                return int(times[0] + _MINUTE - now) + 1
            times.append(now)
            while len(self._times) > _MOST_KNOWN:
                self._times.popitem(last=False)
            return 0
