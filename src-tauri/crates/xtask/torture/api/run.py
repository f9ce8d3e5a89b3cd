"""Runs schemathesis against the relying party that `countersign exec` started; the role's paths only."""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PATHS = {
    "admin": ["--include-path-regex", "/admin/|^/livez|^/readyz"],
    "full": ["--exclude-path-regex", "/admin/|/login|/recovery|^/livez|^/readyz"],
    "half": ["--include-path-regex", "/login|/logout|/recovery|/session$"],
}
os.chdir(pathlib.Path(sys.executable).parents[1])  # What it keeps between runs belongs beside it.
os.environ["SCHEMATHESIS_HOOKS"] = str(HERE / "people.py")
program = str(pathlib.Path(sys.executable).with_name("schemathesis"))
words = ["--config-file", str(HERE / "schemathesis.toml"), "run", os.environ["COUNTERSIGN_URL"] + "/openapi.json"]
words += PATHS[os.environ["COUNTERSIGN_ROLE"]] + sys.argv[1:]
os.execv(program, [program, *words])
