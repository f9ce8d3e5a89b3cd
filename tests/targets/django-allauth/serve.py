"""Lays the database out and listens on 127.0.0.1 at PORT (any free one without it); ends at SIGTERM."""

import os
import signal
import sys
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if os.environ.get("DATA"):
        return serve()
    with tempfile.TemporaryDirectory(prefix="django-allauth-") as folder:
        os.environ["DATA"] = folder
        serve()


def serve():
    django.setup()
    call_command("migrate", verbosity=0)
    server = ThreadedWSGIServer(("127.0.0.1", int(os.environ.get("PORT") or 0)), QuietHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
