#!/usr/bin/env python3
"""Starts one of the servers beside this file, and installs what it needs first where that is missing.

    python3 start.py express-speakeasy      PORT=8000 and TEST_CLOCK=1 in the environment, if wanted
    python3 start.py --install              only installs, all of it

The first line on standard output is the server's address; it ends at SIGTERM. Needs Node 20 with npm, or Python 3.10
with venv, and their package registries the first time.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
NODE_SERVERS = ["express-speakeasy", "express-token", "passport-totp"]
DJANGO = HERE / "django-allauth"
DJANGO_PYTHON = DJANGO / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def main():
    names = NODE_SERVERS + [DJANGO.name]
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted == "--install":
        install_node_packages()
        install_python_packages()
    elif wanted in NODE_SERVERS:
        install_node_packages()
        become([found("node"), "server.js"], HERE / wanted)
    elif wanted == DJANGO.name:
        install_python_packages()
        become([str(DJANGO_PYTHON), "serve.py"], DJANGO)
    else:
        sys.exit(f"say one of: {', '.join(names)}, --install")


def install_node_packages():
    # No package here needs its install script: bcrypt carries what it would build.
    install = [found("npm"), "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
    with installing(HERE / "package-lock.json", HERE / "node_modules") as is_needed:
        if is_needed:
            run(install, HERE)


def install_python_packages():
    pip = [str(DJANGO_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"]
    with installing(DJANGO / "requirements.txt", DJANGO / ".venv") as is_needed:
        if is_needed:
            run([sys.executable, "-m", "venv", str(DJANGO / ".venv")], DJANGO)
            run(pip, DJANGO)


@contextmanager
def installing(wanted, folder):
    """Whether what a file lists is not installed in a folder yet. One program at a time; the others wait for it."""
    installed = folder / ".installed"
    with only_one(folder.with_name(folder.name + ".lock")):
        is_needed = not installed.exists() or installed.read_bytes() != wanted.read_bytes()
        if is_needed:
            shutil.rmtree(folder, ignore_errors=True)
        yield is_needed
        if is_needed:
            shutil.copyfile(wanted, installed)


@contextmanager
def only_one(path):
    """Holds a lock that the system lets go of when this program ends, however it ends."""
    with open(path, "a+") as file:
        if WINDOWS:
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    time.sleep(1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command, folder):
    # Standard output begins with the address of the server.
    if subprocess.run(command, cwd=folder, stdout=sys.stderr).returncode != 0:
        sys.exit(f"this did not work, in {folder}: {' '.join(command)}")


def found(program):
    return shutil.which(program) or sys.exit(f"{program} is not installed; Node 20 brings it")


def become(command, folder):
    """This process becomes the server, so that ending one ends the other. Windows cannot: there it is a child."""
    if WINDOWS:
        sys.exit(subprocess.run(command, cwd=folder).returncode)
    os.chdir(folder)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
