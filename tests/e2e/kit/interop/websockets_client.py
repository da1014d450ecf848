"""A WebSocket of Debian's python3-websockets, led by lines of JSON: python3 websockets_client.py URL"""

import asyncio
import json
import sys

import websockets

LONGEST_LINE = 1 << 22


def tell(**news):
    print(json.dumps(news), flush=True)


async def read(socket):
    try:
        async for text in socket:
            tell(text=text)
    except websockets.ConnectionClosedError:
        tell(failed=True)
    tell(closed={"code": socket.close_code, "reason": socket.close_reason})


async def obey(socket):
    orders = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        order = json.loads(line)
        if "send" in order:
            await socket.send(order["send"])
        if "ping" in order:
            await (await socket.ping(order["ping"]))
            tell(pong=order["ping"])
        if "close" in order:
            await socket.close(order["close"]["code"], order["close"]["reason"])


async def main(url):
    async with websockets.connect(url) as socket:
        tell(open=True)
        obeying = asyncio.create_task(obey(socket))
        await read(socket)
        obeying.cancel()


asyncio.run(main(sys.argv[1]))
