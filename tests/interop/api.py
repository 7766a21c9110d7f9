"""The API's messages and methods, read from the .proto files by protoc: nothing of ours is generated."""

import os
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

_ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../proto")


class Api:
    def __init__(self):
        own = [os.path.relpath(os.path.join(folder, name), _ROOT)
               for folder, _, names in os.walk(os.path.join(_ROOT, "assent/v1")) for name in names]
        foreign = ["grpc/health/v1/health.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"]
        bytes_of_set = subprocess.run(
            ["protoc", "-I", _ROOT, "-I", os.path.join(_ROOT, "third_party"), "--include_imports",
             "--descriptor_set_out=/dev/stdout", *own, *foreign], check=True, stdout=subprocess.PIPE).stdout
        self._pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(bytes_of_set).file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def message(self, name):
        """The class of a message."""
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(name))

    def method(self, path):
        """The classes of request and response of "package.Service/Method"."""
        service, name = path.split("/")
        method = self._pool.FindServiceByName(service).methods_by_name[name]
        return self.message(method.input_type.full_name), self.message(method.output_type.full_name)

    def to_json(self, message):
        return json_format.MessageToDict(message, descriptor_pool=self._pool)

    def details(self, packed):
        """google.protobuf.Any messages of a refusal, by the last part of their type's name."""
        details = {}
        for each in packed:
            name = each.type_url.split("/")[-1]
            details[name.split(".")[-1]] = self.to_json(self.message(name).FromString(each.value))
        return details
