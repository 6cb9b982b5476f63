"""Whether the server in this container answers: exits with 0 where it does, else with 1 and one line."""

import os
import sys
import urllib.request
from pathlib import Path

ADDRESS = os.environ.get("PULLQUOTE_ADDRESS", "http://127.0.0.1:7860")
PASSWORD_FILE = Path(os.environ.get("PULLQUOTE_PASSWORD_FILE", "/run/secrets/pullquote_password"))


def main() -> int:
    """Ask the server how it is, with the password where there is one."""
    try:
        headers = {}
        if PASSWORD_FILE.is_file():
            headers["Authorization"] = f"Bearer {PASSWORD_FILE.read_text(encoding='utf-8').splitlines()[0].strip()}"
        asked = urllib.request.Request(f"{ADDRESS}/api/health", headers=headers)  # noqa: S310  # our own address
        with urllib.request.urlopen(asked, timeout=8) as reply:  # noqa: S310
            return int(reply.status != 200)
    except (OSError, ValueError, IndexError) as error:
        print(f"no answer from {ADDRESS}: {error}", file=sys.stderr)  # noqa: T201  # it is what the log shows
        return 1


if __name__ == "__main__":
    sys.exit(main())
