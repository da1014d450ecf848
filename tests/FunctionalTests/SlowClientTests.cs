using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class SlowClientTests
{
    // Far more than sockets and pipes can hold: 15 MB.
    private const int Events = 250;
    private const int EventSize = 60_000;

    [Theory, EveryWire]
    public async Task A_client_that_stops_reading_is_told_exactly_what_it_lost_and_slows_nobody(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "10"), ("FanOut:CacheBytes", "65536"), ("Connections:WriteTimeout", "00:05:00"));
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectAsync(proxy.Hub, wire);
        await using var healthy = await server.ConnectAsync(wire);
        await slow.SubscribeAsync("prices");
        await healthy.SubscribeAsync("prices");
        var payload = new string('x', EventSize);

        // The healthy client keeps pace all the time.
        proxy.StopReading();
        for (var n = 1; n <= Events; n++)
        {
            await server.PublishAsync("prices", payload);
            Assert.Equal(n, (await healthy.NextEventAsync()).Offset);
        }

        proxy.GoOnReading();
        var gaps = await ReadToAsync(slow, Events);
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap => Assert.Equal(GapReasons.Slow, gap.Reason));
    }

    [Theory, EveryWire]
    public async Task A_client_whose_write_never_finishes_is_cut_by_the_watchdog(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(("Connections:WriteTimeout", "00:00:01"))).Allows(1101);
        await using var proxy = new TcpProxy(server.Address);
        await using var stuck = await BareClient.ConnectAsync(proxy.Hub, wire);
        await stuck.SubscribeAsync("prices");
        var payload = new string('x', EventSize);

        proxy.StopReading();
        for (var n = 0; n < Events; n++) await server.PublishAsync("prices", payload);
        await server.Metrics.WaitForAsync("realtimehub.connections.cut", 1);

        // It never reads again, and its connection ends nevertheless.
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", 0);

        // A client that polls says goodbye with a request, which the proxy would hold up.
        proxy.GoOnReading();
    }

    [Theory, EveryWire]
    public async Task Latest_gives_a_slow_client_the_newest_of_each_key_and_announces_the_others(Wire wire)
    {
        await using var server = await TestServer.StartAsync(
            ("Namespaces:prices:Behind:Policy", "Latest"), ("Namespaces:prices:MaxBytes", "100000000"), ("Namespaces:prices:AlwaysSendMeta", "true"), ("Connections:WriteTimeout", "00:05:00"));
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectReadingMetaAsync(proxy.Hub, wire);
        await slow.SubscribeAsync("prices:all");
        var payload = new string('x', EventSize);

        proxy.StopReading();
        await PublishAndWaitAsync(server, payload);
        proxy.GoOnReading();

        // Whatever was left out is announced, and what comes last is the newest.
        var head = (await server.GetJsonAsync("v1/topics/prices:all/events?limit=1&reverse=true")).GetProperty("offset").GetInt64();
        var gaps = await ReadToAsync(slow, head);
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap => Assert.Equal(GapReasons.Slow, gap.Reason));
    }

    [Theory, EveryWire]
    public async Task Disconnect_closes_a_client_that_is_too_slow_and_it_recovers_when_it_comes_back(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(
            ("DefaultNamespace:Behind:Policy", "Disconnect"), ("DefaultNamespace:Behind:MaxEvents", "20"), ("DefaultNamespace:MaxBytes", "100000000"), ("Connections:WriteTimeout", "00:05:00"))).Allows(1104);
        await using var proxy = new TcpProxy(server.Address);
        await using var slow = await BareClient.ConnectAsync(proxy.Hub, wire);
        var start = await slow.SubscribeAsync("orders");
        var payload = new string('x', EventSize);

        proxy.StopReading();
        for (var n = 0; n < Events; n++) await server.PublishAsync("orders", payload);
        await server.Metrics.WaitForAsync("realtimehub.behind.outcomes", 1);
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        proxy.GoOnReading();

        await using var back = await server.ConnectAsync(wire);
        var reply = await back.SubscribeAsync("orders", new StreamPosition(start.Epoch, start.Offset));
        Assert.True(reply.Recovered);
        Assert.Empty(await ReadToAsync(back, Events));
    }

    /// <summary>One key, far more than sockets and pipes hold, and so much time that the limits count.</summary>
    private static async Task PublishAndWaitAsync(TestServer server, string payload)
    {
        for (var n = 0; n < Events; n++)
        {
            var published = await server.PostAsync("v1/topics/prices:all/events?key=eur", $"\"{payload}\"");
            published.EnsureSuccessStatusCode();
        }

        // They come once a second.
        await using var clock = await server.ConnectAsync();
        await clock.SubscribeAsync("$server:stats");
        await clock.NextEventsAsync(2);
    }

    /// <summary>Reads until the offset, and checks that every offset came or was announced as missing, in order.</summary>
    private static async Task<List<Received.Gap>> ReadToAsync(BareClient client, long last)
    {
        var gaps = new List<Received.Gap>();
        for (long cursor = 0; cursor < last;)
        {
            switch (await client.NextAsync())
            {
                case Received.Event e:
                    Assert.Equal(cursor + 1, e.Offset);
                    cursor = e.Offset;
                    break;
                case Received.Gap gap:
                    Assert.Equal(cursor, gap.From);
                    Assert.True(gap.To > gap.From);
                    cursor = gap.To;
                    gaps.Add(gap);
                    break;
            }
        }

        return gaps;
    }
}
