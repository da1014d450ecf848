using RealtimeHub.Load.Dialects.Mqtt;
using RealtimeHub.Load.Dialects.Nats;
using RealtimeHub.Load.Dialects.SocketIo;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects;

/// <summary>What the tool can speak. A dialect is a class that derives from Session, and a line here.</summary>
internal static class Dialects
{
    // What the sessions of a run share, such as ready-made frames, is made once, from the plan.
    private static readonly SortedDictionary<string, Func<LoadPlan, SessionFactory>> ByName = new(StringComparer.Ordinal)
    {
        ["realtimehub-json"] = plan => RealtimeHubSession.Sessions(plan, new JsonHubFormat()),
        ["realtimehub-msgpack"] = plan => RealtimeHubSession.Sessions(plan, new PackHubFormat()),
        ["signalr-json"] = plan => PlainSignalRSession.Sessions(plan, new JsonHubFormat()),
        ["signalr-msgpack"] = plan => PlainSignalRSession.Sessions(plan, new PackHubFormat()),
        ["websocket"] = PlainWebSocketSession.Sessions,
        ["socketio"] = SocketIoSession.Sessions,
        ["nats"] = NatsSession.Sessions,
        ["mqtt"] = MqttSession.Sessions,
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>What makes the sessions of a run.</summary>
    /// <exception cref="LoadException">There is no such dialect.</exception>
    public static SessionFactory For(LoadPlan plan) => ByName.TryGetValue(plan.Target.Dialect, out var sessions)
        ? sessions(plan)
        : throw new LoadException($"there is no dialect '{plan.Target.Dialect}'; there are {string.Join(", ", Names)}");
}
