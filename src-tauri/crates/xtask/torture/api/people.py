"""What schemathesis needs to know of this server: who calls, and what a right password and a right code are.

A few cases at a time are sent by somebody new, so that ended sessions and slowed guesses of some cases do not hide what
the next would have met. ROLE says who: `admin`, `full` (a session with a device, all checks fresh), `half` (a half login).
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import struct
import time
import urllib.error
import urllib.parse
import urllib.request

import schemathesis

ROLE = os.environ["COUNTERSIGN_ROLE"]
API = os.environ["COUNTERSIGN_URL"] + "/api/v1"
ADMIN = os.environ["COUNTERSIGN_ADMIN_TOKEN"]
PASSWORD = "seven unrelated green kettles"
NUMBERS = itertools.count(1)
PEOPLE = {}
# What a case made, by its id, belongs to its person: the case that uses it is theirs too.
MAKERS = {}
# As many wrong guesses cost no wait.
CASES = 4


def ask(method, path, token="", body=None):
    head = {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    if data is not None:
        head["Content-Type"] = "application/json"
    with urllib.request.urlopen(urllib.request.Request(API + path, data, head, method=method), timeout=30) as answer:
        return json.loads(answer.read() or "null")


def code(uri, ahead=0):
    secret = urllib.parse.parse_qs(urllib.parse.urlparse(uri).query)["secret"][0]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


class Person:
    """Somebody with a device, an address and backup codes."""

    def __init__(self):
        self.name = f"person {next(NUMBERS)}"
        self.id = ask("POST", "/admin/users", ADMIN, {"username": self.name, "password": PASSWORD})["id"]
        token = self.log_in()["session"]["token"]
        self.address = ask("POST", "/addresses", token, {"kind": "email", "address": "one@example.org"})["id"]
        ask("POST", f"/addresses/{self.address}/confirm", token, {"code": self.sent()})
        device = ask("POST", "/devices", token, {"name": "telephone"})
        self.device, self.uri = device["id"], device["uri"]
        done = ask("POST", f"/devices/{self.device}/confirm", token, {"code": code(self.uri)})
        self.codes = done["backup_codes"]["codes"]
        self.token = done["session"]["token"]
        self.other = self.log_in()["session"]["token"]

    def is_there(self):
        try:
            ask("GET", f"/admin/users/{self.id}", ADMIN)
            return ROLE == "admin" or ask("GET", "/session", self.other if ROLE == "half" else self.token) is not None
        except urllib.error.HTTPError:
            return False

    def log_in(self):
        return ask("POST", "/login", body={"username": self.name, "password": PASSWORD})

    def sent(self):
        message = ask("GET", f"/admin/outbox?user={self.id}", ADMIN)
        body = next(found["body"] for found in message if found["kind"] == "email")
        return next(word.strip(".") for word in body.split() if word.strip(".").isdigit())


@schemathesis.auth(refresh_interval=None)
class Auth:
    """A token of somebody new; the administrator stays who it is."""

    person, cases = None, 0

    def get(self, case, context):
        ids = [value for value in (case.path_parameters or {}).values() if isinstance(value, str)]
        maker = next((MAKERS[id] for id in ids if id in MAKERS), None)
        if maker is not None and ROLE == "full":
            return maker.token
        if self.person is None or self.cases % CASES == 0 or not self.person.is_there():
            self.person = Person()
        self.cases += 1
        token = {"admin": ADMIN, "full": self.person.token, "half": self.person.other}[ROLE]
        PEOPLE[token] = self.person
        return token

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def right(person, path):
    """What is right in this place: else nearly all that is sent would be a wrong password, code or id."""
    if path.endswith("/devices/{id}/confirm"):
        started = ask("POST", "/devices", person.token, {"name": "another"})
        return {"code": code(started["uri"])}, started["id"]
    if path.endswith("/addresses/{id}/confirm"):
        added = ask("POST", "/addresses", person.token, {"kind": "email", "address": "two@example.org"})
        return {"code": person.sent()}, added["id"]
    if "sent-code" in path and ROLE == "half":
        ask("POST", "/login/send-code", person.other, {"address": person.address})
        return {"code": person.sent()}, None
    given = {"username": person.name, "password": PASSWORD, "old": PASSWORD, "code": person.codes[0]}
    if "/sessions/" in path:
        return {}, ask("GET", "/session", person.other)["id"]
    ids = {"/devices/": person.device, "/addresses/": person.address, "/admin/users/": person.id}
    return {**given, "address": person.address}, next((id for part, id in ids.items() if part in path), None)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every second readable case is made a right one."""
    token = str((case.headers or {}).get("Authorization", "")).removeprefix("Bearer ")
    person, path = PEOPLE.get(token), case.operation.path
    if person is None or not case.meta or not case.meta.generation.mode.is_positive or next(NUMBERS) % 2:
        return
    if path.endswith(("/register", "/admin/users", "/addresses")):
        return
    try:
        fields, id = right(person, path)
    except urllib.error.HTTPError:
        return  # Another case ended the session, or slowed it.
    if isinstance(case.body, dict):
        case.body = {key: fields.get(key, value) for key, value in case.body.items()}
    if id and case.path_parameters:
        case.path_parameters = {**case.path_parameters, "id": id}


@schemathesis.hook
def after_call(context, case, response):
    """Keeps in mind who made something."""
    token = str((case.headers or {}).get("Authorization", "")).removeprefix("Bearer ")
    if token in PEOPLE and case.operation.method.upper() == "POST" and 200 <= response.status_code < 300:
        try:
            made = response.json()
        except ValueError:
            return  # It has no body.
        if isinstance(made, dict) and isinstance(made.get("id"), str):
            MAKERS[made["id"]] = PEOPLE[token]
