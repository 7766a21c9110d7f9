"""A bot on an app token: raises what is on its list, watches what becomes of it, and records for a member.

    soup_bot.py HOST:PORT assemblies/ASSEMBLY TOKEN-FILE [--record MEMBER] "TITLE"…

Its token comes from a member:  assent token new "the bot" --app soup-bot > token.txt
It acts in that member's name, and every entry of the record says that it was the app. Any member ends it with
`assent token revoke N`; the bot then says so and stops. It needs Debian's python3-grpcio and python3-protobuf,
and protoc, which reads the .proto files of this tree: no generated code is kept.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
SERVICES = ("proposal_service", "position_service", "entry_service", "member_service")


class Assent:
    """The methods of the API that the bot uses, by name, with its token."""

    def __init__(self, server, token):
        self._channel = grpc.insecure_channel(server)
        self._metadata = (("authorization", "Bearer " + token),)
        self._pool = descriptor_pool.DescriptorPool()
        with tempfile.NamedTemporaryFile() as described:
            subprocess.run(["protoc", f"-I{PROTO}", f"-I{PROTO}/third_party", "--include_imports",
                            f"--descriptor_set_out={described.name}"]
                           + [f"{PROTO}/assent/v1/{service}.proto" for service in SERVICES], check=True)
            files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(described.name).read_bytes())
        for file in files.file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def _method(self, name):
        method = self._pool.FindMethodByName("assent.v1." + name)
        return (self._factory.GetPrototype(method.input_type), self._factory.GetPrototype(method.output_type))

    def call(self, method, /, **fields):
        """One call. Acts are named by a UUID, so that they may be sent again."""
        request_type, response_type = self._method(method)
        request = request_type(**fields)
        if "request_id" in request_type.DESCRIPTOR.fields_by_name:
            request.request_id = str(uuid.uuid4())
        send = self._channel.unary_unary("/assent.v1." + method.replace(".", "/"),
                                         request_serializer=request_type.SerializeToString,
                                         response_deserializer=response_type.FromString)
        return send(request, metadata=self._metadata, timeout=20)

    def watch(self, method, /, **fields):
        """The messages of a watch, as they come."""
        request_type, response_type = self._method(method)
        send = self._channel.unary_stream("/assent.v1." + method.replace(".", "/"),
                                          request_serializer=request_type.SerializeToString,
                                          response_deserializer=response_type.FromString)
        return send(request_type(**fields), metadata=self._metadata)


def wait_until_there(assent, assembly, proposal, member):
    """Nobody is present on one other's word alone: they say so themselves (assent here)."""
    name = assent.call("MemberService.GetMember", name=f"{assembly}/members/@{member}").member.name
    print("waits until", member, "is at", proposal, flush=True)
    watched = assent.watch("EntryService.WatchEntries", parent=assembly)
    for message in watched:
        if any(entry.type == "presence_said" and entry.author == name for entry in message.entries):
            return watched.cancel()


def run(server, assembly, token, titles, member):
    assent = Assent(server, token)
    proposals = []
    for title in titles:
        raised = assent.call("ProposalService.CreateProposal", parent=assembly, title=title, text=title + ".",
                             introduce=True)
        proposals.append(raised.proposal.name)
        print("raised", raised.proposal.name, flush=True)
    for proposal in proposals if member else []:
        assent.call("ProposalService.CallForConsensus", name=proposal)
        hand = {"member": f"{assembly}/members/@{member}", "stance": "STANCE_AGREE"}
        # Whoever facilitates records raised hands.
        assent.call("ProposalService.TakeFacilitation", name=proposal)
        wait_until_there(assent, assembly, proposal, member)
        assent.call("PositionService.RecordPositions", parent=proposal, positions=[hand], all_present=True)
        print("recorded", proposal, "for", member, flush=True)
    for message in assent.watch("EntryService.WatchEntries", parent=assembly):
        for entry in message.entries:
            who = entry.author.rpartition("/")[2] or "the rule"
            print("entry", entry.sequence, entry.type, "by", who, entry.app and f"through {entry.app}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("server")
    arguments.add_argument("assembly")
    arguments.add_argument("token_file", type=pathlib.Path)
    arguments.add_argument("--record", metavar="MEMBER", help="records that this member agrees")
    arguments.add_argument("titles", nargs="*")
    given = arguments.parse_intermixed_args()
    try:
        run(given.server, given.assembly, given.token_file.read_text().strip(), given.titles, given.record)
    except grpc.RpcError as error:
        print("ended:", error.code().name, error.details(), flush=True)
        sys.exit(3 if error.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED) else 1)


if __name__ == "__main__":
    main()
