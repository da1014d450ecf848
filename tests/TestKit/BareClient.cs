using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Contracts;

namespace RealtimeHub.TestKit;

/// <summary>What a subscriber was told: an event, a gap, or a goodbye.</summary>
public abstract record Received
{
    private Received()
    {
    }

    public sealed record Event(string Topic, long Offset, JsonElement Data) : Received;

    public sealed record Gap(string Topic, long From, long To, string Reason) : Received;

    public sealed record Goodbye(int Code, string Reason, bool Reconnect, long AfterMs) : Received;
}

/// <summary>A client made of nothing but Microsoft's SignalR client: what users have who do not use our library.</summary>
public sealed class BareClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BareClient(HubConnection connection)
    {
        Connection = connection;
        connection.On<string, long, JsonElement>(HubNames.Event, (topic, offset, data) => Receive(new Received.Event(topic, offset, data)));
        connection.On<string, long, long, string>(HubNames.Gap, (topic, from, to, reason) => Receive(new Received.Gap(topic, from, to, reason)));
        connection.On<int, string, bool, long>(
            HubNames.Disconnecting, (code, reason, reconnect, afterMs) => Receive(new Received.Goodbye(code, reason, reconnect, afterMs)));
        connection.Closed += error =>
        {
            _closed.TrySetResult(error);
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    public Task<Exception?> Closed => _closed.Task.WaitAsync(Patience);

    public static async Task<BareClient> ConnectAsync(Uri hub, HttpTransportType transport = HttpTransportType.WebSockets)
    {
        var builder = new HubConnectionBuilder().WithUrl(hub, options =>
        {
            options.Transports = transport;
            options.SkipNegotiation = transport == HttpTransportType.WebSockets;
        });
        var client = new BareClient(builder.Build());
        await client.Connection.StartAsync();
        return client;
    }

    public Task<SubscribeReply> SubscribeAsync(string topic, StreamPosition? since = null, int? tail = null) =>
        Connection.InvokeAsync<SubscribeReply>(HubNames.Subscribe, new { topic, since, tail });

    public Task UnsubscribeAsync(string topic) => Connection.InvokeAsync(HubNames.Unsubscribe, topic);

    /// <summary>The next thing that the server told.</summary>
    public async Task<Received> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>The next event; anything else fails.</summary>
    public async Task<Received.Event> NextEventAsync() =>
        await NextAsync() as Received.Event ?? throw new InvalidOperationException("Something else than an event came.");

    /// <summary>The next <paramref name="count"/> events.</summary>
    public async Task<IReadOnlyList<Received.Event>> NextEventsAsync(int count)
    {
        var events = new List<Received.Event>(count);
        while (events.Count < count) events.Add(await NextEventAsync());
        return events;
    }

    /// <summary>Whether nothing has come that was not read. Call after something that would have come later.</summary>
    public bool HasNothingMore => !_received.Reader.TryPeek(out _);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private void Receive(Received received) => _received.Writer.TryWrite(received);
}
