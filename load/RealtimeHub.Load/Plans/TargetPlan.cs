namespace RealtimeHub.Load.Plans;

/// <summary>The server that is driven.</summary>
internal sealed record TargetPlan
{
    /// <summary>What a server without a name is called.</summary>
    public const string UsualName = "server";

    /// <summary>Where subscribers connect, such as <c>http://127.0.0.1:5080/hub</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where events are published; null: the /v1 of <see cref="Url"/>.</summary>
    public Uri? PublishUrl { get; init; }

    /// <summary>What subscribers speak: see <c>Dialects</c>.</summary>
    public string Dialect { get; init; } = "realtimehub-json";

    /// <summary>Where the connections of <see cref="Scenario.ReconnectStorm"/> come back to; null: to <see cref="Url"/>.</summary>
    public Uri? ReturnUrl { get; init; }

    /// <summary>The process that <see cref="Scenario.ReconnectStorm"/> kills at the moment at which all connections break; null: nothing but the connections breaks.</summary>
    public int? KilledProcessId { get; init; }

    /// <summary>What a publisher shows in <c>X-API-Key</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The process whose CPU and memory are read; its children count too. Null: they are not known.</summary>
    public int? ProcessId { get; init; }

    /// <summary>What reports call the server.</summary>
    public string Name { get; init; } = UsualName;
}
