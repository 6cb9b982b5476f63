"""The Content Security Policy of an answer: what a page of ours may load and run."""

import base64
import hashlib
import re

_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script", re.DOTALL)

_ALWAYS = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Gradio styles its parts one by one, while it runs
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


def policy(page: bytes = b"") -> bytes:
    """The header's value: no scripts, or for a `page` in HTML that is served with some inside it just those, by their
    sha256, and the server's own files. No attribute of an element is ever a script."""
    # 'unsafe-eval': Gradio's HTML component, which shows every answer, makes functions of its template and of the
    # script when the page runs (its `Function(…)`), and shows nothing where it may not.
    sums = _sums(page)
    scripts = " ".join(["'self'", "'unsafe-eval'", *sums]) if sums else "'none'"
    return "; ".join(f"{name} {allowed}" for name, allowed in {**_ALWAYS, "script-src": scripts}.items()).encode()


def _sums(page: bytes) -> list[str]:
    """Of each script inside the page, as browsers reckon them: line ends made plain first."""
    found = (script.replace(b"\r\n", b"\n").replace(b"\r", b"\n") for script in _SCRIPT.findall(page))
    sums = {base64.b64encode(hashlib.sha256(script).digest()).decode() for script in found}
    return [f"'sha256-{one}'" for one in sorted(sums)]
