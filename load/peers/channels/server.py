"""Django Channels on Daphne: a group for each topic, in the memory of the process."""

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="server",
    SECRET_KEY="protects nothing",
    MIDDLEWARE=[],
    INSTALLED_APPS=["channels"],
    # The default of 100 messages for each connection drops what is behind by more.
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}},
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Subscriber(AsyncWebsocketConsumer):
    async def connect(self):
        self.topic = self.scope["url_route"]["kwargs"]["topic"]
        await self.channel_layer.group_add(self.topic, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.topic, self.channel_name)

    async def topic_event(self, event):
        await self.send(text_data=event["data"])


async def publish(request, topic):
    await get_channel_layer().group_send(topic, {"type": "topic.event", "data": request.body.decode()})
    return HttpResponse(status=204)


urlpatterns = [path("v1/topics/<str:topic>/events", publish)]

application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("topics/<str:topic>", Subscriber.as_asgi())]),
    }
)
