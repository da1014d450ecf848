using System.Text.Json;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

public sealed class CallTests
{
    private sealed record Line(string TheText);

    [Fact]
    public async Task Publish_sends_data_and_options_and_returns_the_position()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var publishing = client.PublishAsync("chat:lobby", new { text = "hi" }, new() { Key = "k", Id = "1" });
        var call = await server.CallAsync("Publish");
        await call.ReplyAsync(new StreamPosition("e1", 7));

        Assert.Equal(new StreamPosition("e1", 7), await publishing);
        Assert.Equal("chat:lobby", call.Arguments[0]);
        Assert.Equal("""{"text":"hi"}""", call.Arguments[1]!.ToString());
        Assert.Equal(new HubPublishOptions { Key = "k", Id = "1" }, call.Arguments[2]);
    }

    [Fact]
    public async Task The_applications_json_settings_touch_its_data_alone()
    {
        await using var server = await ScriptedServer.StartAsync();
        var snake = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { JsonSerializerOptions = snake });
        await using var events = client.Subscribe<Line>("a", new() { MaxRate = 5 }).GetAsyncEnumerator();
        var call = await server.SubscribeAsync();
        await call.AcceptAsync();

        _ = client.PublishAsync("a", new Line("out"));
        await (await server.ConnectionAsync()).EventAsync("a", 1, new { the_text = "in" });

        Assert.Equal(5, call.Request.MaxRate);
        Assert.Equal("""{"the_text":"out"}""", (await server.CallAsync("Publish")).Arguments[1]!.ToString());
        Assert.Equal("in", (await events.NextAsync()).Data.TheText);
    }

    [Fact]
    public async Task A_refused_call_throws_with_code_and_time_to_wait()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var publishing = client.PublishAsync("a", 1);
        (await server.CallAsync("Publish")).Refuse("108: limit reached, retry after 250 ms");

        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => publishing);
        Assert.Equal(
            (ErrorCode.RateLimited, true, TimeSpan.FromMilliseconds(250)), (error.Code, error.IsTemporary, error.RetryAfter));
    }

    [Fact]
    public async Task A_call_whose_connection_ends_before_the_answer_says_so()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var publishing = client.PublishAsync("a", 1);
        await server.CallAsync("Publish");
        (await server.ConnectionAsync()).Drop();

        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => publishing);
        Assert.Equal((ErrorCode.None, true), (error.Code, error.IsTemporary));
        Assert.Contains("may have done it or not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_open_while_the_server_closes_was_not_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var publishing = client.PublishAsync("a", 1);
        await server.CallAsync("Publish");
        await (await server.ConnectionAsync()).CloseAsync();

        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => publishing);
        Assert.True(error.IsTemporary);
        Assert.Contains("may have done it or not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_a_connection_fails_at_once_and_says_when_the_next_try_is()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await (await server.ConnectionAsync()).DisconnectingAsync(3001, "shutting down", reconnect: true, afterMs: 60_000);
        await client.BecomesAsync<ConnectionState.Waiting>();

        var error = await Assert.ThrowsAsync<RealtimeHubException>(() => client.PublishAsync("a", 1));

        Assert.StartsWith("Not connected; the next try is at", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTemporary);
    }

    [Fact]
    public async Task A_call_can_be_cancelled_and_leaves_the_connection_alone()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        using var cancel = new CancellationTokenSource();

        var publishing = client.PublishAsync("a", 1, cancellationToken: cancel.Token);
        await server.CallAsync("Publish");
        await cancel.CancelAsync();

        await ClientExtensions.ThrowsAsync<OperationCanceledException>(() => publishing);
        Assert.IsType<ConnectionState.Connected>(client.State);
    }

    [Fact]
    public async Task History_returns_the_events_and_the_head()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var reading = client.HistoryAsync<Line>("a", new() { Limit = 2, Reverse = true });
        var call = await server.CallAsync("History");
        await call.ReplyAsync(new
        {
            topic = "a",
            epoch = "e1",
            offset = 9,
            events = new object[]
            {
                new { offset = 9, data = new { theText = "new" }, meta = new { key = "k" } },
                new { offset = 8, data = new { theText = "old" } },
            },
        });

        var page = await reading;
        Assert.Equal(new HistoryRequest { Limit = 2, Reverse = true }, call.Arguments[1]);
        Assert.Equal(new StreamPosition("e1", 9), page.Head);
        Assert.Equal([(9, "new", "k"), (8, "old", null)], page.Events.Select(e => (e.Offset, e.Data.TheText, e.Meta?.Key)));
    }

    [Fact]
    public async Task Latency_is_the_time_of_a_round_trip()
    {
        await using var server = await ScriptedServer.StartAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { TimeProvider = clock });

        var measuring = client.LatencyAsync();
        var call = await server.CallAsync("Time");
        clock.Advance(TimeSpan.FromMilliseconds(12));
        await call.ReplyAsync(1_700_000_000_000);

        Assert.Equal(TimeSpan.FromMilliseconds(12), await measuring);
    }
}
