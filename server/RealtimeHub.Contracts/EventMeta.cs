using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>What is known about an event besides its data. Absent members were not given by the publisher.</summary>
[DataContract]
public sealed record EventMeta
{
    /// <summary>What the event is about; the newest event of a key replaces the older ones.</summary>
    [DataMember(Name = "key")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The kind of the event, in the publisher's words.</summary>
    [DataMember(Name = "type")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>The publisher's own identity of the event.</summary>
    [DataMember(Name = "id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>When the server accepted the event, in milliseconds since 1970 (UTC), where the namespace stamps events.</summary>
    [DataMember(Name = "time")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Time { get; init; }

    /// <summary>Who published the event, where that is told.</summary>
    [DataMember(Name = "origin")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Origin { get; init; }

    /// <summary><c>base64</c> when the data are bytes that had to be written as text (JSON protocol only).</summary>
    [DataMember(Name = "encoding")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }
}
