"""Reads a sealed file or a backup of Countersign without Countersign: docs/file-store.md, as a program.

    pip install "cryptography>=44"
    python3 read_file_store.py FILE            asks for the password or the recovery code

Prints each record, secrets and all. It was written from the description of the format alone.
"""

import base64
import getpass
import json
import sys
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def main(path, secret):
    with open(path, "rb") as file:
        line, body = file.readline(), file.read()
    try:
        header = json.loads(line)
    except ValueError:
        header = {}
    if not isinstance(header, dict) or header.get("format") not in ("countersign-store", "countersign-backup") or header.get("version") not in (1, 2):
        sys.exit("this is no sealed file or backup of version 1 or 2")
    key = data_key(header["slots"], secret)
    try:
        plain = AESGCM(key).decrypt(bytes.fromhex(header["nonce"]), body, line)
    except InvalidTag:
        sys.exit("it was changed, or is cut off")
    for record in json.loads(plain)["records"]:
        for item in record["items"]:
            print(record["id"], base64.b64decode(item).decode(errors="backslashreplace"))


# What a hostile file may ask for: KiB, passes, lanes, and KiB over all passes.
MOST_MEMORY, MOST_PASSES, MOST_LANES, MOST_WORK = 524_288, 16, 8, 4_194_304


def data_key(slots, secret):
    if not slots or len({slot["kind"] for slot in slots}) < len(slots) or not all(map(within_bounds, slots)):
        sys.exit("the slots are not ones that Countersign makes")
    for slot in slots:
        work = slot["argon2id"]
        argon2id = Argon2id(
            salt=bytes.fromhex(slot["salt"]),
            length=32,
            iterations=work["passes"],
            lanes=work["lanes"],
            memory_cost=work["memory_kib"],
        )
        wrapping = AESGCM(argon2id.derive(as_typed(slot["kind"], secret)))
        try:
            return wrapping.decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), context(slot["kind"]))
        except InvalidTag:
            continue
    sys.exit("the password or recovery code is wrong")


def within_bounds(slot):
    work = slot["argon2id"]
    memory, passes, lanes = work["memory_kib"], work["passes"], work["lanes"]
    return (
        0 < memory <= MOST_MEMORY
        and 0 < passes <= MOST_PASSES
        and 0 < lanes <= MOST_LANES
        and memory * passes <= MOST_WORK
    )


def as_typed(kind, secret):
    if kind == "password":
        return unicodedata.normalize("NFC", secret).encode()
    is_dash = lambda letter: letter in "\u00ad\u2043\u2212" or unicodedata.category(letter) == "Pd"
    letters = "".join(letter for letter in secret.upper() if not letter.isspace() and not is_dash(letter))
    return letters.replace("O", "0").replace("I", "1").replace("L", "1").encode()


def context(kind):
    parts = [part.encode() for part in ("data-key", "slot", kind)]
    return b"countersign\x01" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 read_file_store.py FILE")
    typed = getpass.getpass("password or recovery code: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    main(sys.argv[1], typed)
