using System.Runtime.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>How a client wants a background task started.</summary>
[DataContract]
public sealed record StartTaskRequest
{
    /// <summary>
    /// One user's tasks of one kind with the same key run one at a time, in the order of their start; so do those of all services together. At most 255 characters. From who has not said who it is,
    /// it is refused (<see cref="ErrorCode.PermissionDenied"/>).
    /// </summary>
    [DataMember(Name = "key")]
    public string? Key { get; init; }

    /// <summary>Whether it takes the place of those before it with the same <see cref="Key"/>: they are cancelled.</summary>
    [DataMember(Name = "latest")]
    public bool? Latest { get; init; }

    /// <summary>Whether nobody waits for it: then what somebody waits for comes first.</summary>
    [DataMember(Name = "bulk")]
    public bool? Bulk { get; init; }

    /// <summary>Makes a retry safe: the same key and arguments return the first task, as long as it is kept. At most 128 visible ASCII characters.</summary>
    [DataMember(Name = "idempotencyKey")]
    public string? IdempotencyKey { get; init; }
}
