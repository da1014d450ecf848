using System.Text.Json;

namespace RealtimeHub.Client;

/// <summary>Who follows a topic.</summary>
public sealed record Presence
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How many connections follow it.</summary>
    public required int Count { get; init; }

    /// <summary>How many users these belong to. Connections without a user are not counted.</summary>
    public required int Users { get; init; }

    /// <summary>All of them; <see langword="null"/> when there are more than the server lists (<c>Presence:MaxListed</c> of the namespace, 100 unless it is configured otherwise).</summary>
    public IReadOnlyList<PresenceMember>? Members { get; init; }
}

/// <summary>One connection that follows a topic.</summary>
/// <param name="Id">Names the connection, for as long as it lasts.</param>
/// <param name="User">The user to whom it belongs; <see langword="null"/> when it has not said who it is.</param>
/// <param name="Info">What its token tells others; <see langword="null"/> when nothing.</param>
public sealed record PresenceMember(string Id, string? User = null, JsonElement? Info = null);

/// <summary>Who follows a topic now, and what has changed since the loop has looked the last time.</summary>
/// <param name="Presence">Who follows it now.</param>
/// <param name="Joined">Who was not there before. Empty the first time, and where members are not listed.</param>
/// <param name="Left">Who is not there any more. Empty the first time, and where members are not listed.</param>
public sealed record PresenceChange(Presence Presence, IReadOnlyList<PresenceMember> Joined, IReadOnlyList<PresenceMember> Left);
