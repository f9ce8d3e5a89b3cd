"""A sign-in with a second factor, by pytest and Python's standard library:

    countersign exec --control -- python3 -m pytest examples/pytest
"""

import json
import os
import subprocess
import urllib.error
import urllib.request
import uuid

import pytest

ADA = {"username": "ada", "password": "seven unrelated green kettles"}


class World:
    """A tenant of one test's own: users, clock and messages that no other test meets."""

    def __init__(self):
        self.base = f"{os.environ['COUNTERSIGN_URL']}/t/{uuid.uuid4().hex[:16]}/api/v1"

    def ask(self, method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or "null")

    def post(self, path, body, token=None):
        return self.ask("POST", path, body, token)

    def control(self, method, path, body=None):
        status, answer = self.ask(method, f"/control/{path}", body, os.environ["COUNTERSIGN_ADMIN_TOKEN"])
        assert status < 300, answer
        return answer

    def code(self, uri):
        """What a telephone that scanned `uri` shows now."""
        now = str(self.control("GET", "clock")["now"])
        program = os.environ.get("COUNTERSIGN", "countersign")
        shown = subprocess.run([program, "code", "--uri", "-", "--at", now], input=uri, capture_output=True, text=True, check=True)
        return shown.stdout.strip()


@pytest.fixture
def world():
    world = World()
    world.control("PUT", "clock", {"frozen": True})
    yield world
    world.control("DELETE", "tenant")


@pytest.fixture
def telephone(world):
    """Ada's, enrolled; the code that confirmed it is spent."""
    _, registered = world.post("/register", ADA)
    session = registered["session"]["token"]
    _, offer = world.post("/devices", {"name": "Phone"}, session)
    status, _ = world.post(f"/devices/{offer['id']}/confirm", {"code": world.code(offer["uri"])}, session)
    assert status == 200
    world.control("POST", "clock/advance", {"seconds": 30})
    return offer["uri"]


def second_step(world, code):
    _, half = world.post("/login", ADA)
    assert half["status"] == "second-factor-required"
    return world.post("/login/verify", {"code": code}, half["session"]["token"])[0]


def test_a_code_signs_in_once(world, telephone):
    code = world.code(telephone)
    assert second_step(world, code) == 200
    assert second_step(world, code) == 401


def test_a_telephone_that_is_one_step_late_gets_in_and_two_steps_late_does_not(world, telephone):
    code = world.code(telephone)
    world.control("POST", "clock/advance", {"seconds": 60})
    assert second_step(world, code) == 401
    code = world.code(telephone)
    world.control("POST", "clock/advance", {"seconds": 30})
    assert second_step(world, code) == 200


def test_guesses_are_slowed(world, telephone):
    statuses = [second_step(world, f"{number:06}") for number in range(8)]
    assert 429 in statuses
    assert world.control("GET", "evaluated?user=ada")["codes"] < 8
