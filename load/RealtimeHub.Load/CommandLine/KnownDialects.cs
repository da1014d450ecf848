namespace RealtimeHub.Load.CommandLine;

/// <summary>What subscribers may speak, as the command line names it.</summary>
internal static class KnownDialects
{
    public const string Usual = "realtimehub-json";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [Usual] = "RealtimeHub with JSON",
        ["realtimehub-msgpack"] = "RealtimeHub with MessagePack",
        ["signalr-json"] = "any SignalR hub with a method Subscribe({ topic }), JSON",
        ["signalr-msgpack"] = "the same with MessagePack",
        ["websocket"] = "bare WebSocket messages; {topic} in the address stands for the topic",
        ["socketio"] = "Socket.IO",
        ["nats"] = "NATS over WebSocket",
        ["mqtt"] = "MQTT over WebSocket",
    };

    /// <summary>Whether it is one of RealtimeHub's own.</summary>
    public static bool IsRealtimeHub(string dialect) => dialect.StartsWith("realtimehub-", StringComparison.Ordinal);
}
