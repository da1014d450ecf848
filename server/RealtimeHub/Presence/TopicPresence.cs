using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;

namespace RealtimeHub.Presence;

/// <summary>
/// Who follows one topic, and what its followers were told of that. Members come and go on the loops of all shards; what is told is the difference
/// between two moments, so whoever has come and gone in between leaves no trace.
/// </summary>
internal sealed class TopicPresence : ITopicFollowers
{
    private readonly PresenceService _service;
    private readonly PresenceOptions _options;
    private readonly Lock _gate = new();

    // Guarded by _gate, which is never held while anything is encoded or written.
    private readonly TopicMembers _members = new();
    private readonly List<ShardTopic> _shards = [];
    private PresenceView? _view;
    private PresenceNotice? _told;
    private bool _isWaiting;
    private bool _isOver;

    public TopicPresence(TopicName topic, PresenceOptions options, PresenceService service) => (Topic, _options, _service) = (topic, options, service);

    public TopicName Topic { get; }

    /// <summary>Who is there now.</summary>
    public PresenceView View
    {
        get
        {
            lock (_gate) return Look();
        }
    }

    /// <summary>A shard begins to follow the topic.</summary>
    /// <returns>Null when this is over: somebody else has taken its place by now.</returns>
    public TopicAudience? TryBegin(ShardTopic topic)
    {
        lock (_gate)
        {
            if (_isOver) return null;
            _shards.Add(topic);
            return new TopicAudience(this, _told);
        }
    }

    public void Joined(IClientConnection connection)
    {
        var member = Member.Of(connection);
        TryChange(members => members.Put(TopicMembers.Here, member));
        _service.CountMember(+1);
        _service.Bus?.Joined(Topic, member);
    }

    public void Left(IClientConnection connection)
    {
        TryChange(members => members.Remove(TopicMembers.Here, connection.Id));
        _service.CountMember(-1);
        _service.Bus?.Left(Topic, connection.Id);
    }

    public void Ended(ShardTopic topic)
    {
        lock (_gate)
        {
            _shards.Remove(topic);
            if (_shards.Count == 0) _told = null;
        }

        _service.EndIfEmpty(this);
    }

    /// <summary>Changes who is there, and sees to it that the followers learn of it.</summary>
    /// <returns>False when this is over: somebody else has taken its place by now.</returns>
    public bool TryChange(Func<TopicMembers, bool> change)
    {
        lock (_gate)
        {
            if (_isOver) return false;
            if (!change(_members)) return true;
            _view = null;
            if (!_options.Events || _isWaiting || _shards.Count == 0) return true;
            _isWaiting = true;
        }

        _service.Schedule.Add(this, _options.Interval);
        return true;
    }

    /// <summary>Tells the followers what has changed since the last time.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            _isWaiting = false;
            if (_shards.Count == 0 || PresenceNotice.After(_told?.View, Look(), _service.Metrics) is not { } notice) return;
            _told = notice;
            foreach (var topic in _shards) topic.Shard.Post(new AnnounceWork(topic, notice));
        }
    }

    /// <summary>Ends when nobody is there, and nobody follows the topic here.</summary>
    public bool TryEnd()
    {
        lock (_gate) return _isOver = _isOver || (_shards.Count == 0 && _members.Count == 0);
    }

    private PresenceView Look() =>
        _view ??= new PresenceView(Topic, _members.Count, _members.Users, _members.Count <= _options.MaxListed ? [.. _members.All] : null);
}
