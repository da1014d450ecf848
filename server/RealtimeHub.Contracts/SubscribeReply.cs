using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>The answer to a subscribe: where the topic stands, and whether the client's position could be continued.</summary>
[DataContract]
public record SubscribeReply
{
    /// <summary>The name of the topic.</summary>
    [DataMember(Name = "topic")]
    public string Topic { get; init; } = "";

    /// <summary>The life of the topic's log.</summary>
    [DataMember(Name = "epoch")]
    public string Epoch { get; init; } = "";

    /// <summary>The newest offset at this moment; 0 when the topic has no event yet.</summary>
    [DataMember(Name = "offset")]
    public long Offset { get; init; }

    /// <summary>Where the tail begins: its events come after this offset. Absent when nothing up to <see cref="Offset"/> comes, and when the position is continued.</summary>
    [DataMember(Name = "from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? From { get; init; }

    /// <summary>Whether every event after the asked position follows. Always false when no position was given.</summary>
    [DataMember(Name = "recovered")]
    public bool Recovered { get; init; }

    /// <summary>Why the position could not be continued: one of <see cref="RecoveryReasons"/>; absent when nothing was lost.</summary>
    [DataMember(Name = "reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>The most deliveries a second that the subscription gets; absent when it is not limited. May be lower than what was asked for.</summary>
    [DataMember(Name = "maxRate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxRate { get; init; }
}
