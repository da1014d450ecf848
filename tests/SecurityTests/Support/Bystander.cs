using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>A healthy client that follows one topic, and writes down everything that should not have happened to it.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Latencies _latencies;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Lock _gate = new();
    private BareClient? _client;

    // Guarded by _gate.
    private long _last;
    private (long Offset, TaskCompletionSource Reached)? _goal;

    private Bystander(string topic, Latencies latencies) => (Topic, _latencies) = (topic, latencies);

    public string Topic { get; }

    public static async Task<Bystander> ConnectAsync(Uri hub, Wire wire, string token, string topic, Latencies latencies, TimeSpan? keepAlive)
    {
        var bystander = new Bystander(topic, latencies);
        var client = await BareClient.ConnectAsync(hub, wire, bystander.See, token, keepAlive);
        client.Connection.Closed += error =>
        {
            bystander._faults.Enqueue($"A bystander of {topic} was disconnected: {error?.Message}");
            lock (bystander._gate) bystander._goal?.Reached.TrySetResult();
            return Task.CompletedTask;
        };
        bystander._client = client;
        await client.SubscribeAsync(topic);
        return bystander;
    }

    /// <summary>Waits until it has an event; one that never comes is a fault.</summary>
    public async Task ReachesAsync(long offset)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_last >= offset || _client!.Connection.State == HubConnectionState.Disconnected) return;
            _goal = (offset, reached);
        }

        await Task.WhenAny(reached.Task, reached.Task.WaitAsync(Patience));
        lock (_gate)
        {
            if (_last < offset) _faults.Enqueue($"A bystander of {Topic} has event {_last} and never got {offset}.");
            _goal = null;
        }
    }

    /// <summary>What has happened to it since the last time, so that one test answers for it and not all that follow.</summary>
    public IEnumerable<string> TakeFaults()
    {
        while (_faults.TryDequeue(out var fault)) yield return fault;
    }

    public ValueTask DisposeAsync() => _client!.DisposeAsync();

    private void See(HubMessage message)
    {
        if (message is not InvocationMessage call) return;
        if (call.Target != HubNames.Event)
        {
            _faults.Enqueue($"A bystander of {Topic} was told: {call.Target} {string.Join(", ", call.Arguments)}");
            return;
        }

        var published = Convert.ToInt64(Text(call.Arguments[2]), CultureInfo.InvariantCulture);
        _latencies.Add(Stopwatch.GetElapsedTime(published));
        Take(Convert.ToInt64(call.Arguments[1], CultureInfo.InvariantCulture));
    }

    private void Take(long offset)
    {
        lock (_gate)
        {
            if (offset != _last + 1) _faults.Enqueue($"A bystander of {Topic} got event {offset} after {_last}.");
            _last = offset;
            if (_goal is { } goal && offset >= goal.Offset) goal.Reached.TrySetResult();
        }
    }

    private static string Text(object? data) => Convert.ToString(data, CultureInfo.InvariantCulture)!;
}
