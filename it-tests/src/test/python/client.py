# Scenarios of Python's websockets as a client of the test server at the URL given; prints one JSON object per scenario:
# {"name": ..., "ok": true} or {"name": ..., "ok": false, "detail": ...}.
import asyncio
import json
import sys
import traceback

import websockets

BASE = sys.argv[1]
PATIENCE = 60
MIB = 1 << 20
scenarios = []


def scenario(name):
    def add(run):
        scenarios.append((name, run))
        return run

    return add


def connect(path, **options):
    return websockets.connect(BASE + path, max_size=32 * MIB, **{"compression": None, **options})


@scenario("A-139 messages of every length class, text and binary")
async def lengths():
    async with connect("/peers/echo") as ws:
        for length in (0, 1, 125, 126, 127, 65535, 65536, 200_000, 16 * MIB):
            for message in ("x" * length, bytes(length)):
                await ws.send(message)
                assert await ws.recv() == message, length


@scenario("A-129 fragments are joined")
async def fragments():
    async with connect("/peers/echo") as ws:
        await ws.send(["one ", "two ", "three"])
        assert await ws.recv() == "one two three"


@scenario("A-130 pings are answered with their payload")
async def pings():
    async with connect("/peers/echo") as ws:
        await asyncio.wait_for(await ws.ping(b"hello"), PATIENCE)


@scenario("A-096 compressed messages")
async def compressed():
    async with connect("/deflate/echo?settings=threshold:0", compression="deflate") as ws:
        assert [one.name for one in ws.extensions] == ["permessage-deflate"]
        for i in range(100):
            message = f"message {i} " * (1 + i * i)
            await ws.send(message)
            assert await ws.recv() == message, i


@scenario("A-050 close codes go both ways")
async def closes():
    ws = await connect("/peers/echo")
    await ws.close(4999, "own")
    assert (ws.close_code, ws.close_reason) == (4999, "own")
    ws = await connect("/peers/close")
    await ws.send("4001 bye")
    try:
        await ws.recv()
        raise AssertionError("not closed")
    except websockets.ConnectionClosed:
        assert (ws.close_code, ws.close_reason) == (4001, "bye")


@scenario("B-035 the first subprotocol is chosen")
async def subprotocols():
    async with connect("/peers/echo", subprotocols=["chat", "superchat"]) as ws:
        assert ws.subprotocol == "chat"


@scenario("B-037 refusals arrive")
async def refusals():
    try:
        await connect("/peers/refuse?status=403")
        raise AssertionError("accepted")
    except websockets.InvalidStatusCode as refused:
        assert refused.status_code == 403


async def main():
    for name, run in scenarios:
        try:
            await asyncio.wait_for(run(), PATIENCE)
            print(json.dumps({"name": name, "ok": True}), flush=True)
        except BaseException:
            print(json.dumps({"name": name, "ok": False, "detail": traceback.format_exc()}), flush=True)


asyncio.run(main())
