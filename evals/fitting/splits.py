"""Which questions numbers may be fitted on, and which are kept to check them: the one place that decides."""

import hashlib

HELD_OUT = 0.2  # share of the articles of SQuAD's dev files


def held_out(title: str) -> bool:
    """Whether an article of SQuAD's dev files, by its title in the file, chooses between networks and is never trained
    on. By a hash of the title, so that it is the same on every machine."""
    return int(hashlib.sha256(title.encode()).hexdigest()[:8], 16) / 16**8 < HELD_OUT


def fitting_half(group: str) -> bool:
    """Whether questions of this group (an article's file, a passage's id) may be fitted on; the others are for the
    report."""
    return hashlib.sha256(group.encode()).digest()[0] % 2 == 0
