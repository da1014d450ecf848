using System.Collections.Concurrent;
using RealtimeHub.Client;
using RealtimeHub.Contracts;

namespace ClusterTests.Tasks.Support;

/// <summary>A client that follows tasks on their topics, and goes to the next node when it loses its own. Of each task it sees reports with ever larger versions, and in the end the last one.</summary>
internal sealed class TaskFollower : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, List<TaskReport>> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentBag<Task> _loops = [];
    private readonly Pulse _moved = new();
    private RealtimeHubClient? _client;

    /// <summary>What nobody may see.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>How many tasks it follows, and how many of them have ended.</summary>
    public (int Followed, int Ended) Count => (_seen.Count, _seen.Values.Count(HasEnded));

    public static async Task<TaskFollower> ConnectAsync(IReadOnlyList<NodeProcess> nodes, int node)
    {
        var tries = node;
        return new TaskFollower
        {
            _client = await RealtimeHubClient.ConnectAsync(nodes[node % nodes.Count].Hub.ToString(), new RealtimeHubClientOptions
            {
                Reconnect = new ReconnectOptions { MinDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) },
                AttemptTimeout = TimeSpan.FromSeconds(5),
                ConfigureHttp = http => http.Url = nodes[tries++ % nodes.Count].Hub,
            }),
        };
    }

    public void Follow(string id)
    {
        _seen[id] = [];
        _loops.Add(Task.Run(() => FollowAsync(id)));
    }

    /// <summary>The reports of a task that have come so far.</summary>
    public IReadOnlyList<TaskReport> Of(string id)
    {
        lock (_seen[id]) return [.. _seen[id]];
    }

    /// <summary>Waits until a report of a task has come.</summary>
    public Task SeesAsync(string id, Func<TaskReport, bool> report, TimeSpan within) => WaitAsync(() => Of(id).Any(report), within, () => $"{id}: {Story(id)}");

    /// <summary>Waits until the end of all that it follows has come.</summary>
    public Task EndsAsync(TimeSpan within) =>
        WaitAsync(() => _seen.Values.All(HasEnded), within, () => string.Join('\n', _seen.Where(task => !HasEnded(task.Value)).Take(5).Select(task => $"{task.Key}: {Story(task.Key)}")));

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await Task.WhenAll(_loops);
    }

    private async Task FollowAsync(string id)
    {
        try
        {
            await foreach (var item in _client!.Subscribe<TaskReport>($"task:{id}", new SubscribeOptions { Tail = 1 }).EventsOnly()) Take(id, item.Data);
        }
        catch (Exception e)
        {
            _faults.Enqueue($"{id}: {e}");
            _moved.Beat();
        }
    }

    private void Take(string id, TaskReport report)
    {
        var seen = _seen[id];
        lock (seen)
        {
            if (seen.Count > 0 && report.Version <= seen[^1].Version) _faults.Enqueue($"{id} was told out of order: {Story(id)}, and now {report.Version} {report.State}");
            seen.Add(report);
        }

        _moved.Beat();
    }

    private static bool HasEnded(List<TaskReport> reports)
    {
        lock (reports) return reports.Count > 0 && reports[^1].State.IsFinal();
    }

    private string Story(string id) => string.Join(", ", Of(id).Select(report => $"{report.Version} {report.State} of attempt {report.Attempt}"));

    private async Task WaitAsync(Func<bool> isSo, TimeSpan within, Func<string> explain)
    {
        using var limit = new CancellationTokenSource(within, TimeProvider.System);
        try
        {
            await _moved.UntilAsync(isSo, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Not told within {within.TotalSeconds} s: {explain()}");
        }
    }
}
