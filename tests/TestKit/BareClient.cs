using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;

namespace RealtimeHub.TestKit;

/// <summary>A client made of nothing but Microsoft's SignalR client: what users have who do not use our library.</summary>
public sealed class BareClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BareClient(HubConnection connection)
    {
        Connection = connection;
        connection.On<string, long, long, string>(HubNames.Gap, (topic, from, to, reason) => Receive(new Received.Gap(topic, from, to, reason)));
        connection.On<SubscribeReply>(HubNames.Subscribed, reply => Receive(new Received.Begun(reply)));
        connection.On<string, int, string>(HubNames.Unsubscribed, (topic, code, _) => Receive(new Received.Ended(topic, code)));
        connection.On<string, object?>(HubNames.PresenceChanged, (topic, state) => Receive(new Received.Presence(topic, ToJson(state))));
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

    /// <summary>Connects a client that reads events of three arguments: those without meta. SignalR hides the others from it.</summary>
    /// <param name="hub">The address of the hub.</param>
    /// <param name="wire">How to get there.</param>
    /// <param name="onRead">Is shown each message in the order of the wire.</param>
    /// <param name="token">What it shows to say who it is.</param>
    /// <param name="keepAlive">How often it pings.</param>
    public static Task<BareClient> ConnectAsync(Uri hub, Wire wire = Wire.WebSocketsJson, Action<HubMessage>? onRead = null, string? token = null, TimeSpan? keepAlive = null)
    {
        var client = new BareClient(Build(hub, wire, onRead, token, keepAlive));
        client.Connection.On<string, long, object?>(
            HubNames.Event, (topic, offset, data) => client.Receive(new Received.Event(topic, offset, data, Meta: null)));
        return client.StartAsync();
    }

    /// <summary>Connects a client that reads events of four arguments: those with meta. SignalR hides the others from it.</summary>
    public static Task<BareClient> ConnectReadingMetaAsync(Uri hub, Wire wire = Wire.WebSocketsJson)
    {
        var client = new BareClient(Build(hub, wire));
        client.Connection.On<string, long, object?, EventMeta?>(
            HubNames.Event, (topic, offset, data, meta) => client.Receive(new Received.Event(topic, offset, data, meta)));
        return client.StartAsync();
    }

    public Task<SubscribeReply> SubscribeAsync(string topic, StreamPosition? since = null, int? tail = null) =>
        Connection.InvokeAsync<SubscribeReply>(HubNames.Subscribe, new { topic, since, tail });

    public Task UnsubscribeAsync(string topic) => Connection.InvokeAsync(HubNames.Unsubscribe, topic);

    public Task<StreamPosition> PublishAsync(string topic, object? data, HubPublishOptions? options = null) =>
        Connection.InvokeAsync<StreamPosition>(HubNames.Publish, topic, data, options);

    public async Task<JsonElement> HistoryAsync(string topic, HistoryRequest? request = null) =>
        ToJson(await Connection.InvokeAsync<object?>(HubNames.History, topic, request));

    /// <summary>Calls a method of the hub.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] arguments) => ToJson(await Connection.InvokeCoreAsync<object?>(method, arguments));

    public async Task<JsonElement> PresenceAsync(string topic) => ToJson(await Connection.InvokeAsync<object?>(HubNames.Presence, topic));

    /// <summary>The next thing that the server told. It may come after <see cref="Closed"/>: SignalR's client hands both on along different paths.</summary>
    /// <exception cref="TimeoutException">Nothing came.</exception>
    public async Task<Received> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            return await _received.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came within {Patience}. The connection is {Connection.State}, {(_closed.Task.IsCompleted ? $"and was closed: {await _closed.Task}" : "and was not closed")}.");
        }
    }

    /// <summary>The next event; anything else fails.</summary>
    public async Task<Received.Event> NextEventAsync() =>
        await NextAsync() is var next && next is Received.Event e ? e : throw new InvalidOperationException($"Something else than an event came: {next}");

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

    /// <summary>What SignalR's client read without being told a type, in one form for both protocols.</summary>
    internal static JsonElement ToJson(object? value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(value);

    private static HubConnection Build(Uri hub, Wire wire, Action<HubMessage>? onRead = null, string? token = null, TimeSpan? keepAlive = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(hub, options =>
        {
            options.Transports = wire.Transport();
            if (token is not null) options.AccessTokenProvider = () => Task.FromResult<string?>(token);
            options.SkipNegotiation = options.Transports == HttpTransportType.WebSockets;
        });
        if (keepAlive is { } interval) builder.WithKeepAliveInterval(interval);
        builder.Services.AddSingleton<IHubProtocol>(new WatchedProtocol(wire, onRead ?? (_ => { })));
        return builder.Build();
    }

    private async Task<BareClient> StartAsync()
    {
        await Connection.StartAsync();
        return this;
    }

    private void Receive(Received received) => _received.Writer.TryWrite(received);
}
