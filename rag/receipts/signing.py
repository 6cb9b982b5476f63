"""Signatures of receipts: Ed25519 (RFC 8032) over the bytes of the file, with keys in PEM as openssl makes them."""

import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pullquote.corpus import BadInputError, NotFoundError, PullquoteError
from pullquote.rag.receipts.finding import Finding
from pullquote.rag.receipts.form import Receipt, is_older
from pullquote.rag.receipts.receipt_file import written

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLIC = ".pub"  # the end of the name of a public key's file


def make_key(path: str | Path) -> Path:
    """Make a key and write it into a file that only its owner may read, the public key beside it; the latter's path.

    Raises BadInputError where one of the files is there already, PullquoteError where they cannot be written.
    """
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = Path(path)
    public = private.with_name(private.name + PUBLIC) if private.name else private
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shown = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    made: list[Path] = []
    try:
        for file, data, mode in ((private, secret, 0o600), (public, shown, 0o644)):
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as new:
                made.append(file)
                new.write(data)
    except OSError as error:
        for file in made:
            with suppress(OSError):
                file.unlink()
        if isinstance(error, FileExistsError):
            raise BadInputError(f"{error.filename} is there already; name another file for the key") from None
        raise PullquoteError(f"cannot write the key {path}: {error.strerror or error}") from None
    return public


def read_private_key(path: str | Path) -> "Ed25519PrivateKey":
    """The key that signs. Raises NotFoundError where there is no file, BadInputError for another kind of one."""
    _need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _bytes(path)
    try:
        key = load_pem_private_key(data, None)
    except TypeError:
        raise BadInputError(f"the key {path} is locked with a password; needed: one without, {_HOW}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadInputError(f"{path} is no private key; needed: an Ed25519 key as PEM, {_HOW}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"the key {path} is of another kind; needed: an Ed25519 key as PEM, {_HOW}")
    return key


def read_public_key(path: str | Path) -> "Ed25519PublicKey":
    """The key that checks. Raises NotFoundError where there is no file, BadInputError for another kind of one."""
    _need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_bytes(path))
    except (ValueError, UnsupportedAlgorithm):
        what = f"{path} is no public key; needed: the file that ends in {PUBLIC}, as PEM"
        raise BadInputError(f"{what} (of an Ed25519 key, {_HOW})") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadInputError(f"the key {path} is of another kind; needed: the public half of an Ed25519 key, {_HOW}")
    return key


def signed(receipt: Receipt, key: "Ed25519PrivateKey") -> Receipt:
    """The receipt with a signature of all that its file will hold."""
    return {**receipt, "signature": key.sign(_signed_bytes(receipt)).hex()}


def check_signature(receipt: object, key: "Ed25519PublicKey") -> Finding:
    """Whether the receipt is, to the byte, one that was signed with the key's private half."""
    from cryptography.exceptions import InvalidSignature

    signature = receipt.get("signature") if isinstance(receipt, dict) else None
    if not isinstance(receipt, dict) or signature is None:
        older = "; no receipt of its form is" if is_older(receipt) else ""
        return Finding("the signature", "mismatch", f"the receipt is not signed{older}")
    changed = "it was changed since it was signed, or signed with another key"
    try:
        key.verify(bytes.fromhex(signature), _signed_bytes(receipt))
    except (InvalidSignature, TypeError, ValueError):
        return Finding("the signature", "mismatch", changed)
    if bytes.fromhex(signature).hex() != signature:  # capitals and blanks mean the same, and were not saved
        return Finding("the signature", "mismatch", changed)
    return Finding("the signature", "match", "all of the receipt was signed with this key")


_HOW = "as `pullquote make-key KEY` makes it"


def _signed_bytes(receipt: object) -> bytes:
    """With the format in them, so that a signature of anything else is none of a receipt."""
    unsigned = {**receipt, "signature": None} if isinstance(receipt, dict) else receipt
    return b"pullquote receipt\n" + written(unsigned)


def _bytes(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFoundError(f"cannot read the key {path}: {error.strerror or error}") from None


def _need_cryptography() -> None:
    if find_spec("cryptography") is None:
        raise NotFoundError("signing needs cryptography; run: pip install 'pullquote[sign]'")
