"""`buf curl` walks through the story, call by call, over gRPC without TLS. It knows the API by reflection alone.

    buf_curl.py HOST:PORT STORY
"""

import base64
import json
import os
import subprocess
import sys

from google.protobuf import any_pb2

from api import Api
from story import Refusal, main

BUF = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/tools/node_modules/.bin/buf")


class Client:
    def __init__(self, address):
        self._base = "http://" + address
        self._api = Api()  # for the details of refusals, which buf leaves packed

    def call(self, method, request, token):
        headers = ["-H", "@-"] if token else []  # a token is no argument: others could see it
        run = subprocess.run(
            [BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", *headers, "-d", json.dumps(request),
             f"{self._base}/{method}"],
            input=f"authorization: Bearer {token}\n" if token else "", text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        if run.returncode == 0:
            return json.loads(run.stdout)
        try:
            error = json.loads(run.stderr)
        except json.JSONDecodeError:
            sys.exit(f"buf curl {method}: {run.stderr}")
        raise Refusal(error["code"].upper(), self._api.details(map(_unpack, error.get("details", []))))

    def services(self):
        return subprocess.run([BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--list-services", self._base],
                              text=True, check=True, stdout=subprocess.PIPE, timeout=60).stdout.split()


def _unpack(detail):
    value = detail["value"] + "=" * (-len(detail["value"]) % 4)
    return any_pb2.Any(type_url=detail["type"], value=base64.b64decode(value))


if __name__ == "__main__":
    main(Client)
