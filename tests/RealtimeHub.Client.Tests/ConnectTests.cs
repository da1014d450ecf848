using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Tests.Scripted;

namespace RealtimeHub.Client.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_reported_after_the_timeout_with_the_cause_and_what_to_do()
    {
        var clock = new FakeTimeProvider();
        var (options, triedTwice) = SignalAtSecondTry(
            ClientExtensions.Eager with { TimeProvider = clock, AttemptTimeout = TimeSpan.FromHours(1) });
        using var nobody = new ReservedPort();

        var connecting = RealtimeHubClient.ConnectAsync(nobody.Address, options);
        await triedTwice;
        clock.Advance(options.ConnectTimeout);

        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => connecting);
        Assert.StartsWith($"No connection to {nobody.Address}/hub within 30 s. No connection: Connection refused", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check that the server runs", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTemporary);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task A_server_that_starts_later_is_found()
    {
        using var nobody = new ReservedPort();
        var port = nobody.Port;
        var (options, triedTwice) = SignalAtSecondTry(ClientExtensions.Eager);
        var connecting = RealtimeHubClient.ConnectAsync(nobody.Address, options);
        await triedTwice;

        nobody.Dispose();
        await using var server = await ScriptedServer.StartAsync(port);

        await using var client = await connecting;
        Assert.IsType<ConnectionState.Connected>(client.State);
    }

    [Fact]
    public async Task Cancelling_stops_the_tries()
    {
        using var cancel = new CancellationTokenSource();
        var (options, triedTwice) = SignalAtSecondTry(ClientExtensions.Eager);
        using var nobody = new ReservedPort();
        var connecting = RealtimeHubClient.ConnectAsync(nobody.Address, options, cancel.Token);
        await triedTwice;

        await cancel.CancelAsync();

        await ClientExtensions.ThrowsAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_client_with_limited_tries_gives_up_and_says_so()
    {
        var options = ClientExtensions.Eager with { Reconnect = ClientExtensions.Eager.Reconnect with { MaxAttempts = 3 } };
        using var nobody = new ReservedPort();

        var error = await ClientExtensions.ThrowsAsync<RealtimeHubException>(() => RealtimeHubClient.ConnectAsync(nobody.Address, options));

        Assert.StartsWith("Gave up after 3 tries. No connection: Connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_states_of_a_life_are_told_in_order()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = await server.ConnectAsync();
        var changes = new List<ConnectionStateChange>();
        client.StateChanged += (_, change) => changes.Add(change);
        client.StateChanged += (_, _) => throw new InvalidOperationException("a handler must not break the client");

        (await server.ConnectionAsync()).Drop();
        await server.ConnectionAsync();
        await client.BecomesAsync<ConnectionState.Connected>();
        await client.DisposeAsync();

        Assert.Equal(["Waiting", "Connecting", "Connected", "Disconnected"], changes.Select(c => c.State.GetType().Name));
        Assert.Equal(changes.SkipLast(1).Select(c => c.State), changes.Skip(1).Select(c => c.Previous));
    }

    [Fact]
    public async Task The_token_is_asked_for_before_each_try()
    {
        await using var server = await ScriptedServer.StartAsync();
        var asked = 0;
        var options = ClientExtensions.Eager with { AccessTokenProvider = _ => new($"token-{++asked}") };
        await using var client = await server.ConnectAsync(options);

        (await server.ConnectionAsync()).Drop();
        await server.ConnectionAsync();

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Other_transports_are_negotiated()
    {
        await using var server = await ScriptedServer.StartAsync();
        var options = ClientExtensions.Eager with { Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.ServerSentEvents };
        await using var client = await server.ConnectAsync(options);
        await using var events = client.Subscribe<long>("a").GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync();

        await (await server.ConnectionAsync()).EventsAsync("a", 1);

        Assert.Equal(1, (await events.NextAsync()).Data);
    }

    [Fact]
    public async Task Wrong_options_are_refused_at_once()
    {
        var options = new RealtimeHubClientOptions { MaxQueuedEvents = 0 };
        await Assert.ThrowsAsync<ArgumentException>(() => RealtimeHubClient.ConnectAsync("http://localhost", options));
        await Assert.ThrowsAsync<ArgumentException>(() => RealtimeHubClient.ConnectAsync("localhost:5080"));
    }

    private static (RealtimeHubClientOptions Options, Task TriedTwice) SignalAtSecondTry(RealtimeHubClientOptions options)
    {
        var tries = 0;
        var triedTwice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        options = options with
        {
            ConfigureHttp = _ =>
            {
                if (++tries == 2)
                {
                    triedTwice.SetResult();
                }
            },
        };
        return (options, triedTwice.Task);
    }
}
