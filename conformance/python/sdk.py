"""Pusher's server SDK for Python, driven from the tests.

Each line of standard input is `{"call": NAME, "args": [...], "kwargs": {...}}`, a method of `pusher.Pusher`; each line
of standard output is its answer, `{"result": ...}` or `{"error": CLASS, "message": TEXT}`.
"""

import json
import os
import sys

import pusher
from pusher.errors import PusherError


def main():
    client = pusher.Pusher(
        app_id=os.environ["APP_ID"],
        key=os.environ["APP_KEY"],
        secret=os.environ["APP_SECRET"],
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        ssl=False,
        encryption_master_key_base64=os.environ["MASTER_KEY"],
    )
    for line in sys.stdin:
        request = json.loads(line)
        try:
            method = getattr(client, request["call"])
            answer = {"result": method(*request.get("args", []), **request.get("kwargs", {}))}
        except (PusherError, ValueError) as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
