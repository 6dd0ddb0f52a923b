"""Sends and answers real packets inside one network namespace, told what to do by lines of JSON.

Listens on the ports named as arguments after its own name, TCP and UDP, and answers each packet with
`NAME PORT`. A line `{"id", "protocol", "dst", "port", "sport", "timeout"}` on standard input sends one
probe; the answer is a line `{"id", "answer"}`, null when none came.
"""

import asyncio
import json
import os
import socket
import struct
import sys

NAME = sys.argv[1]
PORTS = [int(port) for port in sys.argv[2:]]


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, port):
        self.port = port

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(f"{NAME} {self.port}".encode(), address)


async def answer_stream(reader, writer):
    try:
        await reader.read(64)
        port = writer.get_extra_info("sockname")[1]
        writer.write(f"{NAME} {port}".encode())
        await writer.drain()
        writer.close()
    except OSError:
        pass


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


async def probe(one):
    try:
        answer = await asyncio.wait_for(ways[one["protocol"]](one), one["timeout"])
    except (OSError, asyncio.TimeoutError, EOFError):
        answer = None
    say({"id": one["id"], "answer": answer})


def socket_for(one, kind, protocol=0):
    family = socket.AF_INET6 if ":" in one["dst"] else socket.AF_INET
    made = socket.socket(family, kind, protocol)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # At its end the connection is forgotten at once, not kept in TIME_WAIT.
    if kind == socket.SOCK_STREAM:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return made


async def tcp(one):
    loop = asyncio.get_running_loop()
    with socket_for(one, socket.SOCK_STREAM) as made:
        made.bind(("::" if ":" in one["dst"] else "0.0.0.0", one["sport"]))
        await loop.sock_connect(made, (one["dst"], one["port"]))
        await loop.sock_sendall(made, b"?")
        got = await loop.sock_recv(made, 64)
        return got.decode() or None


async def udp(one):
    loop = asyncio.get_running_loop()
    with socket_for(one, socket.SOCK_DGRAM) as made:
        made.bind(("::" if ":" in one["dst"] else "0.0.0.0", one["sport"]))
        await loop.sock_connect(made, (one["dst"], one["port"]))
        await loop.sock_sendall(made, b"?")
        return (await loop.sock_recv(made, 64)).decode()


async def icmp(one):
    six = ":" in one["dst"]
    loop = asyncio.get_running_loop()
    protocol = socket.IPPROTO_ICMPV6 if six else socket.IPPROTO_ICMP
    with socket_for(one, socket.SOCK_DGRAM, protocol) as made:
        made.connect((one["dst"], 0))
        packet = struct.pack("!BBHHH", 128 if six else 8, 0, 0, 0, 1)
        if not six:
            total = sum(struct.unpack("!4H", packet))
            packet = struct.pack("!BBHHH", 8, 0, ~(total + (total >> 16)) & 0xFFFF, 0, 1)
        await loop.sock_sendall(made, packet)
        await loop.sock_recv(made, 64)
        return "echo"


ways = {"TCP": tcp, "UDP": udp, "ICMP": icmp, "ICMPv6": icmp}


async def main():
    loop = asyncio.get_running_loop()
    for port in PORTS:
        for family, every in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            await asyncio.start_server(answer_stream, every, port, family=family)
            made = socket.socket(family, socket.SOCK_DGRAM)
            made.setblocking(False)
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind((every, port))
            await loop.create_datagram_endpoint(lambda port=port: Datagrams(port), sock=made)
    say({"ready": NAME, "pid": os.getpid()})
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running = set()
    while line := await reader.readline():
        task = asyncio.create_task(probe(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)


asyncio.run(main())
