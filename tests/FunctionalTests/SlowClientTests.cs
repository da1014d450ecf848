using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class SlowClientTests
{
    [Theory, EveryWire]
    public async Task A_client_that_stops_reading_is_told_exactly_what_it_lost_and_slows_nobody(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "10"), ("FanOut:CacheBytes", "65536"), ("Connections:WriteTimeout", "00:05:00"));
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectAsync(proxy.Hub, wire);
        await using var healthy = await server.ConnectAsync(wire);
        await slow.SubscribeAsync("prices");
        await healthy.SubscribeAsync("prices");

        // The healthy client keeps pace all the time.
        proxy.StopReading();
        for (var n = 1; n <= Flood.Events; n++)
        {
            await server.PublishAsync("prices", Flood.Payload);
            Assert.Equal(n, (await healthy.NextEventAsync()).Offset);
        }

        proxy.GoOnReading();
        var gaps = await Flood.ReadToAsync(slow, Flood.Events);
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap => Assert.Equal(GapReasons.Slow, gap.Reason));
    }

    [Theory, EveryWire]
    public async Task Latest_gives_a_slow_client_the_newest_of_each_key_and_announces_the_others(Wire wire)
    {
        await using var server = await TestServer.StartAsync(
            ("Namespaces:prices:Behind:Policy", "Latest"), ("Namespaces:prices:MaxBytes", "100000000"), ("Namespaces:prices:AlwaysSendMeta", "true"), ("Connections:WriteTimeout", "00:05:00"));
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectReadingMetaAsync(proxy.Hub, wire);
        await slow.SubscribeAsync("prices:all");

        proxy.StopReading();
        await PublishAndWaitAsync(server);
        proxy.GoOnReading();

        // Whatever was left out is announced, and what comes last is the newest.
        var head = (await server.GetJsonAsync("v1/topics/prices:all/events?limit=1&reverse=true")).GetProperty("offset").GetInt64();
        var gaps = await Flood.ReadToAsync(slow, head);
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap => Assert.Equal(GapReasons.Slow, gap.Reason));
    }

    /// <summary>One key, far more than sockets and pipes hold, and so much time that the limits count.</summary>
    private static async Task PublishAndWaitAsync(TestServer server)
    {
        for (var n = 0; n < Flood.Events; n++)
        {
            var published = await server.PostAsync("v1/topics/prices:all/events?key=eur", $"\"{Flood.Payload}\"");
            published.EnsureSuccessStatusCode();
        }

        // They come once a second.
        await using var clock = await server.ConnectAsync();
        await clock.SubscribeAsync("$server:stats");
        await clock.NextEventsAsync(2);
    }
}
