"""FastAPI: the connection manager of its documentation, with one set of sockets for each topic."""

from collections import defaultdict

from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect


class ConnectionManager:
    def __init__(self):
        self.active = defaultdict(set)

    async def connect(self, topic: str, websocket: WebSocket):
        await websocket.accept()
        self.active[topic].add(websocket)

    def disconnect(self, topic: str, websocket: WebSocket):
        self.active[topic].discard(websocket)

    async def broadcast(self, topic: str, message: str):
        for connection in list(self.active[topic]):
            try:
                await connection.send_text(message)
            except RuntimeError:  # it has just closed
                self.disconnect(topic, connection)


app = FastAPI()
manager = ConnectionManager()


@app.websocket("/topics/{topic}")
async def subscribe(websocket: WebSocket, topic: str):
    await manager.connect(topic, websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        manager.disconnect(topic, websocket)


@app.post("/v1/topics/{topic}/events")
async def publish(topic: str, request: Request):
    await manager.broadcast(topic, (await request.body()).decode())
    return Response(status_code=204)
