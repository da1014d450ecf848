using System.Runtime.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>What a hub client may say about an event that it publishes.</summary>
[DataContract]
public sealed record HubPublishOptions
{
    /// <summary>What the event is about; at most 255 characters.</summary>
    [DataMember(Name = "key")]
    public string? Key { get; init; }

    /// <summary>The kind of the event; at most 255 characters.</summary>
    [DataMember(Name = "type")]
    public string? Type { get; init; }

    /// <summary>The publisher's own identity of the event; at most 255 characters.</summary>
    [DataMember(Name = "id")]
    public string? Id { get; init; }
}

/// <summary>Which part of a topic's history a client wants.</summary>
[DataContract]
public sealed record HistoryRequest
{
    /// <summary>Start after this position; without it, at the oldest event (or the newest, when reversed).</summary>
    [DataMember(Name = "since")]
    public StreamPosition? Since { get; init; }

    /// <summary>At most so many events. Default 100, at most 1,000.</summary>
    [DataMember(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>Newest first.</summary>
    [DataMember(Name = "reverse")]
    public bool? Reverse { get; init; }
}
