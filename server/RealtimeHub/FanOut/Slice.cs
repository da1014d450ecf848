using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.FanOut;

/// <summary>
/// The encoded messages that take a subscriber of a topic from one offset to another, for one protocol. Built once and
/// handed to every subscriber that stands at <see cref="From"/>. When the log no longer holds what comes first, the
/// slice begins with a gap notice.
/// </summary>
internal sealed class Slice
{
    public Slice(string protocol, long from, long to, int events, bool hasGap, byte[] bytes)
    {
        Protocol = protocol;
        From = from;
        To = to;
        Events = events;
        HasGap = hasGap;
        Bytes = bytes.Length;
        Message = new SerializedHubMessage([new SerializedMessage(protocol, bytes)]);
    }

    public string Protocol { get; }

    /// <summary>The cursor before.</summary>
    public long From { get; }

    /// <summary>The cursor after.</summary>
    public long To { get; }

    public int Events { get; }

    public bool HasGap { get; }

    public int Bytes { get; }

    public SerializedHubMessage Message { get; }
}
