using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>How fast a topic comes, and how that is changed.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task The_rate_in_effect_is_what_the_server_says()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Subscribed? told = null;
        var subscription = client.Subscribe<long>("a", new() { MaxRate = 7, Conflate = true, OnSubscribed = s => told = s });
        await using var items = subscription.GetAsyncEnumerator();
        Assert.Null(subscription.Rate);

        await (await server.SubscribeAsync()).AcceptAsync(maxRate: 6);
        await (await server.ConnectionAsync()).EventsAsync("a", 4);

        // Offsets that newer events replaced are no loss: that is what was asked for.
        Assert.Equal(4, (await items.NextAsync()).Data);
        Assert.Equal(new Rate { MaxRate = 6, Conflate = true }, subscription.Rate);
        Assert.Equal(6, told?.MaxRate);
    }

    [Fact]
    public async Task A_rate_is_changed_while_subscribed()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await (await server.SubscribeAsync()).AcceptAsync();

        var changing = subscription.SetRateAsync(new() { MaxRate = 2.5 });
        var call = await server.CallAsync("SetRate");
        await call.ReplyAsync(new { maxRate = 2, conflate = false });

        Assert.Equal(["a", """{"maxRate":2.5}"""], call.Arguments);
        Assert.Equal(new Rate { MaxRate = 2 }, await changing.WaitAsync(ScriptedServer.Patience));
        Assert.Equal(new Rate { MaxRate = 2 }, subscription.Rate);
    }

    [Fact]
    public async Task Skipped_offsets_are_no_loss_while_the_newest_alone_are_wished_for()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();
        var connection = await server.ConnectionAsync();

        var on = subscription.SetRateAsync(new() { Conflate = true });
        var call = await server.CallAsync("SetRate");
        await connection.EventsAsync("a", 5);
        await call.ReplyAsync(new { conflate = true });
        await on.WaitAsync(ScriptedServer.Patience);
        await connection.EventsAsync("a", 9);
        Assert.Equal((5, 9), ((await items.NextAsync()).Data, (await items.NextAsync()).Data));

        var off = subscription.SetRateAsync(new());
        await (await server.CallAsync("SetRate")).ReplyAsync(new { conflate = false });
        await off.WaitAsync(ScriptedServer.Patience);
        await connection.EventsAsync("a", 12);
        Assert.Equal(new Missed("a", 9, 11, MissedReason.Unknown), await items.NextMissedAsync());
    }

    [Fact]
    public async Task A_changed_rate_is_remembered_over_a_break()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a", new() { MaxRate = 1 });
        await (await server.SubscribeAsync()).AcceptAsync(maxRate: 1);
        var changing = subscription.SetRateAsync(new() { MaxRate = 10, Conflate = true });
        await server.CallAsync("SetRate");

        (await server.ConnectionAsync()).Drop();
        var again = await server.SubscribeAsync();
        await again.AcceptAsync(maxRate: 8);

        Assert.Equal((10, true), (again.Request.MaxRate, again.Request.Conflate));
        Assert.Equal(new Rate { MaxRate = 8, Conflate = true }, await changing.WaitAsync(ScriptedServer.Patience));
        Assert.False(server.HasUnreadCalls);
    }

    [Fact]
    public async Task A_wish_that_comes_before_the_answer_to_the_subscribe_follows_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");
        var call = await server.SubscribeAsync();

        var changing = subscription.SetRateAsync(new() { MaxRate = 5 });
        await call.AcceptAsync();
        await (await server.CallAsync("SetRate")).ReplyAsync(new { maxRate = 5, conflate = false });

        Assert.Equal(5, (await changing.WaitAsync(ScriptedServer.Patience)).MaxRate);
    }

    [Fact]
    public async Task A_refused_rate_leaves_the_old_one()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a", new() { MaxRate = 1 });
        await (await server.SubscribeAsync()).AcceptAsync(maxRate: 1);

        var changing = subscription.SetRateAsync(new() { MaxRate = 0.001 });
        (await server.CallAsync("SetRate")).Refuse("107: maxRate is too low");
        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => changing);
        (await server.ConnectionAsync()).Drop();

        Assert.Equal(ErrorCode.BadRequest, error.Code);
        Assert.Equal(1, (await server.SubscribeAsync()).Request.MaxRate);
    }

    [Fact]
    public async Task A_topic_that_is_shared_has_one_rate_for_all()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var first = client.Subscribe<long>("a", new() { MaxRate = 5 });
        await using var second = client.Subscribe<long>("a", new() { MaxRate = 5 });

        var other = Assert.Throws<RealtimeHubException>(() => client.Subscribe<long>("a"));
        var change = await Assert.ThrowsAsync<RealtimeHubException>(() => second.SetRateAsync(new()));

        Assert.Equal((ErrorCode.AlreadySubscribed, ErrorCode.AlreadySubscribed), (other.Code, change.Code));
    }

    [Fact]
    public async Task A_rate_that_means_nothing_is_refused_at_once()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var subscription = client.Subscribe<long>("a");

        foreach (var rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Subscribe<long>("b", new() { MaxRate = rate }));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => subscription.SetRateAsync(new() { MaxRate = rate }));
        }
    }

    [Fact]
    public async Task A_closed_subscription_has_no_rate_to_change()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("a");
        var pending = subscription.SetRateAsync(new() { MaxRate = 5 });

        await subscription.DisposeAsync();

        await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => pending);
        await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => subscription.SetRateAsync(new()));
    }
}
