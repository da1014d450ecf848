using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Topics;

/// <summary>The copies of all topics that somebody on this node follows.</summary>
internal sealed class SharedTopics(SharedTopicTools tools, SharedHistory history, Witnesses witnesses, NamespaceTable namespaces, IOptions<RealtimeHubOptions> options) : ISharedTopics
{
    /// <summary>One topic is not read more often than this, however many ask.</summary>
    public static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How many topics are compared at the same time.</summary>
    private const int AtOnce = 128;

    private readonly ConcurrentDictionary<string, Entry> _replicas = new(StringComparer.Ordinal);
    private readonly TimeSpan _linger = options.Value.Redis.Linger;

    public int Count => _replicas.Count;

    public ValueTask<OpenedTopic> OpenAsync(TopicName name)
    {
        if (_replicas.TryGetValue(name.Value, out var known)) return known.ResultAsync();
        return namespaces.Find(name) is null ? ValueTask.FromResult(new OpenedTopic(ErrorCode.UnknownNamespace, null)) : BeginAsync(name);
    }

    public async ValueTask<ErrorCode> CatchUpAsync(TopicLog log, StreamPosition since)
    {
        if (!_replicas.TryGetValue(log.Name.Value, out var entry)) return ErrorCode.None;
        try
        {
            await entry.Replica.CheckSoonAsync();
            return ErrorCode.None;
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            return ErrorCode.Unavailable;
        }
    }

    public ValueTask<HistoryOutcome> ReadAsync(TopicName name, HistoryRequest request) => history.ReadAsync(name, request);

    /// <summary>Compares all that this node knows with Redis.</summary>
    /// <param name="isDoubtful">Whether Redis may have gone back to an older state: then also what was only published from here.</param>
    /// <param name="stop">Ends it between two topics.</param>
    public async Task CheckAllAsync(bool isDoubtful, CancellationToken stop = default)
    {
        await ForAllAsync(_replicas.Values, entry => entry.Replica.CheckAsync(isDoubtful), stop);
        if (!isDoubtful) return;
        await ForAllAsync(witnesses.All, witness => witness.Seen is { } seen ? tools.Comparison.RunAsync(witness.Topic, seen, isDoubtful) : Task.CompletedTask, stop);
    }

    /// <summary>Follows all topics over a connection that was made anew.</summary>
    /// <param name="stop">Ends it between two topics.</param>
    public Task FollowAllAsync(CancellationToken stop) => ForAllAsync(_replicas.Values, entry => entry.Replica.FollowAsync(), stop);

    /// <summary>Lets go of topics that nobody on this node follows any more.</summary>
    public void Sweep()
    {
        foreach (var entry in _replicas.Values)
        {
            if (entry.Replica is not { Log: not null } replica || !replica.TryRetire(_linger)) continue;
            _replicas.TryRemove(KeyValuePair.Create(replica.Name.Value, entry));
            _ = replica.StopAsync();
        }
    }

    /// <summary>A server that cannot be asked about its topics holds up no topic of the others; in the end whoever wanted all is told.</summary>
    private static async Task ForAllAsync<T>(IEnumerable<T> all, Func<T, Task> work, CancellationToken stop)
    {
        Exception? trouble = null;
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (one, _) =>
        {
            try
            {
                await work(one);
            }
            catch (Exception e) when (RedisTrouble.IsIt(e))
            {
                trouble = e;
            }
        });
        if (trouble is not null) ExceptionDispatchInfo.Throw(trouble);
    }

    private async ValueTask<OpenedTopic> BeginAsync(TopicName name)
    {
        if (_replicas.Count >= options.Value.Topics.MaxTopics) return new OpenedTopic(ErrorCode.TopicLimit, null);
        var made = new Entry(new TopicReplica(name, tools));
        var entry = _replicas.GetOrAdd(name.Value, made);
        var opened = await entry.ResultAsync();

        if (opened.Refused == ErrorCode.None) return opened;

        // Whoever comes next tries again. Nobody has got a log of this one, though it may have one since.
        entry.Replica.TryRetire(TimeSpan.Zero);
        if (_replicas.TryRemove(KeyValuePair.Create(name.Value, entry))) await entry.Replica.StopAsync();
        return opened;
    }

    /// <summary>Opens its replica once, when it is asked for: two who ask at the same time may each have made one.</summary>
    private sealed class Entry(TopicReplica replica)
    {
        private readonly Lazy<Task<OpenedTopic>> _opened = new(replica.OpenAsync);

        public TopicReplica Replica => replica;

        /// <summary>The log of the life that holds now; the one that was opened may have ended since.</summary>
        public ValueTask<OpenedTopic> ResultAsync() =>
            _opened.Value is { IsCompletedSuccessfully: true, Result.Refused: ErrorCode.None } && replica.Log is { } log
                ? ValueTask.FromResult(new OpenedTopic(ErrorCode.None, log))
                : new ValueTask<OpenedTopic>(_opened.Value);
    }
}
