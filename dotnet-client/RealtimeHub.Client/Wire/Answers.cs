using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Wire;

/// <summary>The server's answer to Subscribe.</summary>
internal sealed record SubscribeAnswer(
    string Topic, string Epoch, long Offset, bool Recovered = false, string? Reason = null, double? MaxRate = null, long? From = null);

/// <summary>Who follows a topic: all members, or those that have come and gone, or the numbers alone.</summary>
internal sealed record PresenceState(
    int Count, int Users, List<PresenceMember>? Members = null, List<PresenceMember>? Joined = null, List<string>? Left = null);

/// <summary>The server's answer to SetRate.</summary>
internal sealed record RateAnswer(double? MaxRate = null);

/// <summary>The server's answer to History.</summary>
internal sealed record HistoryAnswer(string Epoch, long Offset, List<HistoryAnswer.Entry> Events)
{
    public sealed record Entry(long Offset, JsonElement Data, EventMeta? Meta = null);
}
