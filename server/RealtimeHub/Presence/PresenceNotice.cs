using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;

namespace RealtimeHub.Presence;

/// <summary>
/// What the followers of a topic are told of each other. Who got the message before gets what has changed since, as long as all can be listed;
/// everybody else gets all there is.
/// </summary>
internal sealed class PresenceNotice : INotice
{
    private readonly TopicMessage _whole;
    private readonly TopicMessage _next;
    private readonly PresenceMetrics _metrics;

    private PresenceNotice(PresenceView view, PresenceMetrics metrics, Func<byte[]>? change = null)
    {
        (View, _metrics) = (view, metrics);
        _whole = new TopicMessage(HubNames.PresenceChanged, view.Topic.Value, () => PresenceJson.Whole(view));
        _next = change is null ? _whole : new TopicMessage(HubNames.PresenceChanged, view.Topic.Value, change);
    }

    /// <summary>What they know by it.</summary>
    public PresenceView View { get; }

    /// <param name="before">What they were told last; null when nothing.</param>
    /// <param name="now">Who is there now.</param>
    /// <param name="metrics">Counts the messages.</param>
    /// <returns>Null when there is nothing to tell.</returns>
    public static PresenceNotice? After(PresenceView? before, PresenceView now, PresenceMetrics metrics)
    {
        if (before?.Members is { } were && now.Members is { } are) return Between(were, are, now, metrics);

        // Of many, only the numbers are told.
        var isSame = before is { Members: null } && now.Members is null && before.Count == now.Count && before.Users == now.Users;
        return isSame ? null : new PresenceNotice(now, metrics);
    }

    public ClientMessage Next(string protocol) => _next.For(protocol);

    public ClientMessage Whole(string protocol) => _whole.For(protocol);

    public void CountWrite() => _metrics.Told();

    private static PresenceNotice? Between(IReadOnlyList<Member> before, IReadOnlyList<Member> after, PresenceView now, PresenceMetrics metrics)
    {
        var known = before.ToDictionary(member => member.Id, StringComparer.Ordinal);
        var joined = new List<Member>();
        foreach (var member in after)
        {
            if (!known.Remove(member.Id, out var same) || same != member) joined.Add(member);
        }

        var left = known.Keys.ToList();
        return joined.Count == 0 && left.Count == 0 ? null : new PresenceNotice(now, metrics, () => PresenceJson.Change(now, joined, left));
    }
}
