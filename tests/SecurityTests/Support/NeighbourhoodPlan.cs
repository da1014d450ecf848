using Microsoft.AspNetCore.Builder;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>What one neighbourhood is like.</summary>
public sealed class NeighbourhoodPlan
{
    /// <summary>Settings below <c>RealtimeHub</c>.</summary>
    public (string Name, string Value)[] Settings { get; init; } = [];

    /// <summary>How the server reads tokens.</summary>
    public (string Name, string Value)[] TokenSettings { get; init; } = Tokens.Settings;

    /// <summary>Makes the token of a bystander, from its name and what it may read.</summary>
    public Func<string, object[], string> TokenFor { get; init; } = Attacker.Token;

    /// <summary>How often bystanders ping; null for SignalR's own interval.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Whatever else there is to say to the server.</summary>
    public Action<WebApplicationBuilder> Configure { get; init; } = _ => { };
}
