using System.Diagnostics.Metrics;

namespace RealtimeHub.Diagnostics;

/// <summary>Who is there, counted.</summary>
internal sealed class PresenceMetrics
{
    private readonly UpDownCounter<long> _members;
    private readonly Counter<long> _messages;

    public PresenceMetrics(Meter meter)
    {
        _members = meter.CreateUpDownCounter<long>("realtimehub.presence.members", "{member}", "Subscriptions of this node to topics with presence: its own members.");
        _messages = meter.CreateCounter<long>("realtimehub.presence.messages", "{message}", "Presence messages handed to connections.");
    }

    public void MembersChanged(int by) => _members.Add(by);

    public void Told() => _messages.Add(1);
}
