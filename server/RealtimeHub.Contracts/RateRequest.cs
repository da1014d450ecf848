using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>How often a subscription wants to be delivered to from now on. What is left out is switched off.</summary>
[DataContract]
public sealed record RateRequest
{
    /// <summary>At most so many deliveries a second; 0.1 or more. Rounded down to the nearest step that the server has.</summary>
    [DataMember(Name = "maxRate")]
    public double? MaxRate { get; init; }

    /// <summary>Only the newest event per key of what came since the last delivery.</summary>
    [DataMember(Name = "conflate")]
    public bool? Conflate { get; init; }
}

/// <summary>How often a subscription is delivered to.</summary>
[DataContract]
public sealed record RateReply
{
    /// <summary>The most deliveries a second; absent when there is no limit.</summary>
    [DataMember(Name = "maxRate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxRate { get; init; }

    /// <summary>Whether only the newest event per key is delivered.</summary>
    [DataMember(Name = "conflate")]
    public bool Conflate { get; init; }
}
