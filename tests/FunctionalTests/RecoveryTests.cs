using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class RecoveryTests
{
    [Theory, EveryWire]
    public async Task A_client_that_comes_back_gets_what_it_missed(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var before = await BareClient.ConnectAsync(proxy.Hub, wire);
        var first = await before.SubscribeAsync("prices");
        await server.PublishAsync("prices", 1, 2);
        await before.NextEventsAsync(2);

        await proxy.DropUntilAsync(before.Closed);
        await server.PublishAsync("prices", 3, 4);
        await using var after = await BareClient.ConnectAsync(proxy.Hub, wire);
        var second = await after.SubscribeAsync("prices", since: new StreamPosition(first.Epoch, 2));
        await server.PublishAsync("prices", 5);

        Assert.Equal((true, null, 4L), (second.Recovered, second.Reason, second.Offset));
        Assert.Equal([3, 4, 5], (await after.NextEventsAsync(3)).Select(e => e.Data.GetInt32()));
    }

    [Theory, EveryWire]
    public async Task An_event_that_is_lost_on_the_way_comes_again_after_the_reconnect(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var before = await BareClient.ConnectAsync(proxy.Hub, wire);
        var first = await before.SubscribeAsync("prices");

        proxy.StopReading(awaited: "on its way");
        await server.PublishAsync("prices", "on its way");
        await proxy.HoldsSomethingAsync();
        proxy.DropAll();
        proxy.GoOnReading();
        await before.Closed;
        await using var after = await BareClient.ConnectAsync(proxy.Hub, wire);
        await after.SubscribeAsync("prices", since: new StreamPosition(first.Epoch, 0));

        Assert.True(before.HasNothingMore);
        Assert.Equal(1, (await after.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_position_at_the_head_is_recovered_with_nothing_to_send(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        var head = await server.PublishAsync("prices", 1, 2);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("prices", since: head);
        await server.PublishAsync("prices", 3);

        Assert.True(reply.Recovered);
        Assert.Equal(3, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_position_older_than_the_log_is_not_recovered_and_says_tooOld(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "2"));
        var head = await server.PublishAsync("prices", 1, 2, 3, 4);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("prices", since: head with { Offset = 1 });
        await server.PublishAsync("prices", 5);

        Assert.Equal((false, RecoveryReasons.TooOld, 4L), (reply.Recovered, reply.Reason, reply.Offset));
        Assert.Equal(5, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task The_oldest_position_that_the_log_can_continue_is_recovered(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "2"));
        var head = await server.PublishAsync("prices", 1, 2, 3, 4);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("prices", since: head with { Offset = 2 });

        Assert.True(reply.Recovered);
        Assert.Equal([3L, 4L], (await client.NextEventsAsync(2)).Select(e => e.Offset));
    }

    [Theory, EveryWire]
    public async Task A_position_that_is_recovered_needs_no_tail(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        var head = await server.PublishAsync("prices", 1, 2, 3, 4);
        await using var client = await server.ConnectAsync(wire);

        await client.SubscribeAsync("prices", since: head with { Offset = 3 }, tail: 4);
        await server.PublishAsync("prices", 5);

        Assert.Equal([4L, 5L], (await client.NextEventsAsync(2)).Select(e => e.Offset));
    }

    [Theory, EveryWire]
    public async Task A_position_of_another_epoch_is_not_recovered_and_the_tail_begins_anew(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        var head = await server.PublishAsync("prices", 1, 2, 3);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("prices", since: new StreamPosition("another", 1), tail: 1);

        Assert.Equal((false, RecoveryReasons.EpochChanged, head.Epoch, 3L), (reply.Recovered, reply.Reason, reply.Epoch, reply.Offset));
        Assert.Equal(3, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_position_ahead_of_the_log_is_not_recovered_and_is_logged(Wire wire)
    {
        await using var server = (await TestServer.StartAsync()).Allows(1103);
        var head = await server.PublishAsync("prices", 1);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("prices", since: head with { Offset = 7 });
        await server.PublishAsync("prices", 2);

        Assert.Equal((false, RecoveryReasons.Ahead, 1L), (reply.Recovered, reply.Reason, reply.Offset));
        Assert.Equal(2, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task After_a_restart_of_the_server_the_epoch_is_another_and_nothing_is_recovered(Wire wire)
    {
        StreamPosition known;
        int port;
        await using (var first = await TestServer.StartAsync())
        {
            known = await first.PublishAsync("prices", 1, 2);
            port = first.Address.Port;
        }

        await using var second = await TestServer.StartAsync(port, "Development");
        await second.PublishAsync("prices", 1, 2, 3);
        await using var client = await second.ConnectAsync(wire);
        var reply = await client.SubscribeAsync("prices", since: known, tail: 1);

        Assert.Equal((false, RecoveryReasons.EpochChanged), (reply.Recovered, reply.Reason));
        Assert.NotEqual(known.Epoch, reply.Epoch);
        Assert.Equal(3, (await client.NextEventAsync()).Offset);
    }
}
