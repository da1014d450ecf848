using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>Who is there: each node tells so in Redis, and learns of the others by the same call.</summary>
internal sealed class NodeDirectory(RedisLink link, RedisScripts scripts, NodeLoad load, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    private const int IdLength = 8;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly RedisOptions _options = options.Value.Redis;
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    // Beats may overlap; a moment more or less does not matter.
    private long _lastBeat = clock.GetTimestamp();
    private long _backSince = clock.GetTimestamp();
    private ImmutableHashSet<string> _histories = [];
    private volatile ImmutableDictionary<string, Known> _known = ImmutableDictionary<string, Known>.Empty;

    /// <summary>The name of this node.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", IdLength)}";

    /// <summary>The states of Redis with which this node has compared its topics.</summary>
    public ImmutableHashSet<string> Histories => Volatile.Read(ref _histories);

    /// <summary>Told when nodes that were there are gone, each with its id.</summary>
    public event Action<string>? Gone;

    /// <summary>Who is there, this node included. What was last heard counts while Redis cannot be asked.</summary>
    public IReadOnlyList<NodeStatus> Live => [.. _known.Values.Select(known => known.Status).OrderBy(status => status.Id, StringComparer.Ordinal)];

    /// <summary>Tells that this node is there, and learns who else is.</summary>
    public async Task BeatAsync() => Learn(await scripts.BeatAsync(link.Keys.OfCluster("nodes"), Id, Status().ToJson(), _options.NodeExpiry));

    /// <summary>Tells that this node goes.</summary>
    public async Task LeaveAsync() => await scripts.BeatAsync(link.Keys.OfCluster("nodes"), Id, "", _options.NodeExpiry);

    /// <summary>Tells that this node has compared its topics with these states of Redis.</summary>
    public async Task AnnounceAsync(IEnumerable<string> histories)
    {
        ImmutableInterlocked.Update(ref _histories, (known, added) => known.Union(added), histories);
        await BeatAsync();
    }

    /// <summary>Waits until the other nodes have compared their topics with these states of Redis.</summary>
    /// <returns>Those that have not.</returns>
    public async Task<IReadOnlyList<string>> WaitForOthersAsync(IReadOnlyList<string> histories, TimeSpan timeout)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            await BeatAsync();
            var missing = Live.Where(node => node.Id != Id && histories.Except(node.Histories).Any()).Select(node => node.Id).ToList();
            if (missing.Count == 0 || clock.GetElapsedTime(begun) >= timeout) return missing;
            await Task.Delay(LookAgain, clock);
        }
    }

    /// <summary>A node has said that it goes.</summary>
    public void Left(string id)
    {
        _known = _known.Remove(id);
        Gone?.Invoke(id);
    }

    private void Learn(RedisResult told)
    {
        var now = clock.GetTimestamp();

        // Redis was away, and nobody could tell that he is there: the others have the whole time again.
        if (clock.GetElapsedTime(_lastBeat, now) > 2 * _options.HeartbeatInterval) _backSince = now;
        _lastBeat = now;
        var next = _known.ToBuilder();
        foreach (var entry in (RedisResult[])told!)
        {
            // How old it is, and what it says.
            if (((string?)entry)?.Split(' ', 2) is not [var age, var text] || !long.TryParse(age, CultureInfo.InvariantCulture, out var milliseconds)) continue;
            if (NodeStatus.TryParse(text) is { } status) next[status.Id] = new Known(status, now - (milliseconds * clock.TimestampFrequency / 1_000));
        }

        var gone = next.Where(entry => clock.GetElapsedTime(Math.Max(entry.Value.At, _backSince), now) >= _options.NodeExpiry).Select(entry => entry.Key).ToList();
        next.RemoveRange(gone);
        _known = next.ToImmutable();
        foreach (var id in gone) Gone?.Invoke(id);
    }

    private NodeStatus Status() => load.Fill(new NodeStatus(Id, Environment.MachineName, _started, 0, 0, 0, 0, 0, [.. Histories]));

    private sealed record Known(NodeStatus Status, long At);
}
