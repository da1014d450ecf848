using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>Who follows a topic, for those who may know it (<c>Permissions:Presence</c>).</summary>
/// <remarks>A member is a connection that follows the topic, with its user and what the token tells others in <c>info</c>.</remarks>
public sealed class PresenceOptions
{
    /// <summary>Whether it is known who follows the topics of the namespace. Without it, asking is refused with code 103.</summary>
    /// <value>Default false.</value>
    public bool Enabled { get; set; }

    /// <summary>Whether the followers of a topic are told who comes and goes: those of them who may ask.</summary>
    /// <value>Default false: who wants to know asks.</value>
    public bool Events { get; set; }

    /// <summary>How many members are listed. When a topic has more, answers and messages have only their number.</summary>
    /// <value>Default 100. From 0 to 1,000. A list of 100 whose members tell 1 KiB each has 110 KB.</value>
    [Range(0, 1_000)]
    public int MaxListed { get; set; } = 100;

    /// <summary>How long changes are gathered before the followers are told of them together. Who comes and goes within that time is not told.</summary>
    /// <value>Default 1 second. From 100 milliseconds to 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}
