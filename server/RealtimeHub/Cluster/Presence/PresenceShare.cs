using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.Presence;

namespace RealtimeHub.Cluster.Presence;

/// <summary>
/// Tells the other nodes who follows topics here. Changes are gathered and numbered; a node that finds a number missing asks for all. Nothing of it is kept in Redis.
/// </summary>
internal sealed class PresenceShare(RedisLink link, NodeDirectory nodes) : IPresenceBus, IDisposable
{
    /// <summary>How many members one message carries.</summary>
    private const int MostInMessage = 256;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _telling = new(1, 1);

    // Guarded by _gate: what has happened since the last time, the last of each connection. Null: it has gone.
    private Dictionary<(TopicName Topic, string Id), Member?> _changes = [];
    private bool _isAskedForAll;

    // Touched by who holds _telling: what the others have been told.
    private readonly Dictionary<TopicName, Dictionary<string, Member>> _told = [];
    private long _number;

    public string Channel => link.Keys.OfCluster("presence");

    public void Joined(TopicName topic, Member member)
    {
        lock (_gate) _changes[(topic, member.Id)] = member;
    }

    public void Left(TopicName topic, string id)
    {
        lock (_gate) _changes[(topic, id)] = null;
    }

    /// <summary>Somebody has missed something: all is told with the next <see cref="TellAsync"/>.</summary>
    public void TellAll()
    {
        lock (_gate) _isAskedForAll = true;
    }

    /// <summary>Asks a node, or all of them, to tell all.</summary>
    public Task AskAsync(string node) => PublishAsync(new PresenceMessage(nodes.Id, Number: 0, [], Wants: node));

    /// <summary>Tells that nothing is missing when this number is known.</summary>
    public Task ConfirmAsync() => InTurnAsync(() => PublishAsync(new PresenceMessage(nodes.Id, _number, [])));

    /// <summary>Tells what has happened since the last time.</summary>
    public Task TellAsync() => InTurnAsync(async () =>
    {
        var (changes, isAskedForAll) = Take();

        // All of it counts as told before the first is sent: whoever does not get it finds a number missing.
        foreach (var message in changes.Chunk(MostInMessage).Select(Number).OfType<PresenceMessage>().ToList()) await PublishAsync(message);

        if (isAskedForAll) await TellAllAsync();
    });

    /// <summary>A number must not be told before what it counts.</summary>
    private async Task InTurnAsync(Func<Task> tell)
    {
        await _telling.WaitAsync();
        try
        {
            await tell();
        }
        finally
        {
            _telling.Release();
        }
    }

    private (Dictionary<(TopicName Topic, string Id), Member?> Changes, bool IsAskedForAll) Take()
    {
        lock (_gate)
        {
            var taken = (_changes, _isAskedForAll);
            (_changes, _isAskedForAll) = ([], false);
            return taken;
        }
    }

    /// <returns>Null when there is nothing to tell: a number without changes would look like a message that was missed.</returns>
    private PresenceMessage? Number(KeyValuePair<(TopicName Topic, string Id), Member?>[] changes)
    {
        var told = Apply(changes);
        if (told.Count == 0) return null;
        return new PresenceMessage(nodes.Id, ++_number, told);
    }

    /// <summary>Who has come and gone in between was never told of, and leaves no trace.</summary>
    private List<PresenceChange> Apply(IEnumerable<KeyValuePair<(TopicName Topic, string Id), Member?>> changes)
    {
        var told = new List<PresenceChange>();
        foreach (var topic in changes.GroupBy(change => change.Key.Topic))
        {
            if (!_told.TryGetValue(topic.Key, out var members)) _told.Add(topic.Key, members = new(StringComparer.Ordinal));
            List<string> left = [.. topic.Where(change => change.Value is null && members.Remove(change.Key.Id)).Select(change => change.Key.Id)];
            List<Member> joined = [.. topic.Select(change => change.Value).OfType<Member>()];
            foreach (var member in joined) members[member.Id] = member;
            if (members.Count == 0) _told.Remove(topic.Key);
            if (left.Count + joined.Count > 0) told.Add(new PresenceChange(topic.Key.Value, joined, left));
        }

        return told;
    }

    private async Task TellAllAsync()
    {
        var parts = _told.SelectMany(topic => topic.Value.Values.Select(member => (Topic: topic.Key, Member: member))).Chunk(MostInMessage).ToList();
        for (var i = 0; i < Math.Max(1, parts.Count); i++)
        {
            var changes = parts.Count == 0 ? [] : parts[i].GroupBy(entry => entry.Topic, entry => entry.Member).Select(topic => new PresenceChange(topic.Key.Value, [.. topic], [])).ToList();
            await PublishAsync(new PresenceMessage(nodes.Id, _number, changes, Whole: i + 1, IsLast: i + 1 >= parts.Count));
        }
    }

    public void Dispose() => _telling.Dispose();

    private Task<long> PublishAsync(PresenceMessage message) => link.Database.PublishAsync(link.Channel(Channel), message.Encode());
}
