"""python3-grpcio, with the messages that protoc reads from the .proto files, walks through the story.

    python_grpcio.py HOST:PORT STORY
"""

import re

import grpc
from google.protobuf import json_format

from api import Api
from story import Refusal, main


class Client:
    def __init__(self, address):
        self._api = Api()
        self._channel = grpc.insecure_channel(address)

    def call(self, method, request, token):
        request_type, response_type = self._api.method(method)
        send = self._channel.unary_unary("/" + method, request_serializer=request_type.SerializeToString,
                                         response_deserializer=response_type.FromString)
        metadata = [("authorization", "Bearer " + token)] if token else []
        try:
            answer = send(json_format.ParseDict(request, request_type()), metadata=metadata, timeout=20)
        except grpc.RpcError as error:
            raise Refusal(error.code().name, self._details(error)) from error
        return self._api.to_json(answer)

    def _details(self, error):
        packed = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
        if packed is None:
            return {}
        status = self._api.message("google.rpc.Status").FromString(packed)
        assert (status.code, status.message) == (error.code().value[0], error.details()), status
        return self._api.details(status.details)

    def services(self):
        """Asks reflection for its list. Its messages by hand: field 7 of the request is `list_services`, and
        the answer holds the names as they are."""
        ask = self._channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
        answer = next(iter(ask(iter([b"\x3a\x00"]), timeout=20)))
        return [name.decode() for name in re.findall(rb"[a-z][\w.]+\.[A-Z]\w+", answer)]


if __name__ == "__main__":
    main(Client)
