"""The clock of this process, moved by requests: with TEST_CLOCK=1, for tests only.

`PUT /test/clock {"now": 1700000000}` stops it there until the next one, `DELETE` lets it run again; `GET /test/clock`
reads it.
"""

import json
import sys
import time

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

_system_time = time.time
_stopped_at = None


def move_time():
    """From here on `time.time()` is this clock."""
    time.time = _now
    print("TEST_CLOCK: anybody who reaches this server can set its clock", file=sys.stderr)


def _now():
    return _system_time() if _stopped_at is None else _stopped_at


@csrf_exempt
def clock(request):
    global _stopped_at
    if request.method == "PUT":
        try:
            _stopped_at = float(json.loads(request.body)["now"])
        except (ValueError, TypeError, KeyError):
            return JsonResponse({"error": 'say {"now": seconds}'}, status=400)
    elif request.method == "DELETE":
        _stopped_at = None
    return JsonResponse({"now": int(_now()), "stoppedAt": None if _stopped_at is None else int(_stopped_at)})
