using System.Collections.Concurrent;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;

namespace RealtimeHub.Presence;

/// <summary>
/// Knows who follows the topics whose namespaces want that: those of this node from its shards, those of other nodes from whoever hears of them.
/// </summary>
internal sealed class PresenceService : IFollowerWatch, IDisposable
{
    // Bounded by the subscriptions: a topic is here while it has members or followers.
    private readonly ConcurrentDictionary<string, TopicPresence> _topics = new(StringComparer.Ordinal);
    private readonly NamespaceTable _namespaces;

    public PresenceService(NamespaceTable namespaces, RealtimeHubMetrics metrics, TimeProvider clock, IPresenceBus? bus = null)
    {
        (_namespaces, Metrics, Bus) = (namespaces, metrics.Presence, bus);
        Schedule = new PresenceSchedule(clock);
    }

    public PresenceSchedule Schedule { get; }

    public PresenceMetrics Metrics { get; }

    /// <summary>Who tells the other nodes; null when there are none.</summary>
    public IPresenceBus? Bus { get; }

    /// <summary>How many topics have members or followers.</summary>
    public int Topics => _topics.Count;

    /// <summary>Who follows a topic now. It makes no topic, and costs the same however many they are.</summary>
    public PresenceOutcome Ask(TopicName topic)
    {
        if (_namespaces.Find(topic) is not { } settings) return new PresenceOutcome.Refused(ErrorCode.UnknownNamespace, ErrorTexts.For(ErrorCode.UnknownNamespace, topic));
        if (!settings.Presence.Enabled) return new PresenceOutcome.Refused(ErrorCode.PermissionDenied, $"presence is off: see Presence:Enabled of the namespace of {topic}");
        return new PresenceOutcome.Known(_topics.TryGetValue(topic.Value, out var known) ? known.View : new PresenceView(topic, 0, 0, []));
    }

    /// <summary>Whether the followers of a topic are told of each other.</summary>
    public bool Tells(TopicName topic) => _namespaces.Find(topic)?.Presence is { Enabled: true, Events: true };

    TopicAudience? IFollowerWatch.Begin(ShardTopic topic)
    {
        if (!topic.Log.Settings.Presence.Enabled) return null;
        while (true)
        {
            var presence = Of(topic.Log.Name, topic.Log.Settings.Presence);
            if (presence.TryBegin(topic) is { } audience) return audience;
            Remove(presence);
        }
    }

    /// <summary>Members of another node have come, have changed, or have gone.</summary>
    /// <returns>Whether that node has members there now.</returns>
    public bool Change(TopicName topic, string node, IReadOnlyCollection<Member> joined, IReadOnlyCollection<string> left)
    {
        var hasAny = false;
        Merge(topic, members =>
        {
            var changes = false;
            foreach (var id in left) changes |= members.Remove(node, id);
            foreach (var member in joined) changes |= members.Put(node, member);
            hasAny = members.HasAny(node);
            return changes;
        });
        return hasAny;
    }

    /// <summary>These are all the members that another node has.</summary>
    public void Replace(TopicName topic, string node, IReadOnlyCollection<Member> all) => Merge(topic, members => members.Replace(node, all));

    /// <summary>Another node is gone, and with it everybody who was connected to it.</summary>
    public void Forget(string node)
    {
        foreach (var topic in _topics.Values)
        {
            topic.TryChange(members => members.Replace(node, []));
            EndIfEmpty(topic);
        }
    }

    /// <summary>Counts those of this node.</summary>
    public void CountMember(int by) => Metrics.MembersChanged(by);

    /// <summary>Lets go of a topic where nobody is.</summary>
    public void EndIfEmpty(TopicPresence topic)
    {
        if (topic.TryEnd()) Remove(topic);
    }

    public void Dispose() => Schedule.Dispose();

    private void Merge(TopicName topic, Func<TopicMembers, bool> change)
    {
        if (_namespaces.Find(topic)?.Presence is not { Enabled: true } options) return;
        while (true)
        {
            var presence = Of(topic, options);
            if (presence.TryChange(change))
            {
                EndIfEmpty(presence);
                return;
            }

            Remove(presence);
        }
    }

    /// <summary>It may end before it is used: then another one takes its place.</summary>
    private TopicPresence Of(TopicName topic, PresenceOptions options) =>
        _topics.GetOrAdd(topic.Value, static (_, made) => new TopicPresence(made.Topic, made.Options, made.Service), (Topic: topic, Options: options, Service: this));

    private void Remove(TopicPresence ended) => _topics.TryRemove(KeyValuePair.Create(ended.Topic.Value, ended));
}
