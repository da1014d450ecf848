using System.Runtime.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>What a client asks for when it subscribes.</summary>
[DataContract]
public sealed record SubscribeRequest
{
    /// <summary>The name of the topic.</summary>
    [DataMember(Name = "topic")]
    public string? Topic { get; init; }

    /// <summary>Continue after this position: missed events come first.</summary>
    [DataMember(Name = "since")]
    public StreamPosition? Since { get; init; }

    /// <summary>Start with the newest so many events. Ignored when <see cref="Since"/> could be honoured.</summary>
    [DataMember(Name = "tail")]
    public int? Tail { get; init; }

    /// <summary>At most so many deliveries a second; 0.1 or more. Rounded down to the nearest step that the server has.</summary>
    [DataMember(Name = "maxRate")]
    public double? MaxRate { get; init; }

    /// <summary>Only the newest event per key of what came since the last delivery; events without a key count as one key.</summary>
    [DataMember(Name = "conflate")]
    public bool? Conflate { get; init; }

    /// <summary>Whether the client waits for a reply; not when it used <c>send</c>. Set by the server as it reads the call.</summary>
    internal bool ReplyExpected { get; init; } = true;
}
