using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine.Guides;

/// <summary>The figures that only some scenarios have, as their reports name them. A rule about any other name is a slip that is found before the run.</summary>
internal static class ScenarioFigures
{
    public static readonly IReadOnlyList<Figure> Answer =
    [
        Figure.OfScenario("answer-p50", "half of all publishers had their answer after this time", "ms"),
        Figure.OfScenario("answer-p99", "99 % of them had", "ms"),
    ];

    public static readonly IReadOnlyList<Figure> Burst =
    [
        Figure.OfScenario("burst-p50", "half of all bursts were over after this time", "ms"),
        Figure.OfScenario("burst-max", "the slowest burst", "ms"),
        .. Answer,
    ];

    public static readonly IReadOnlyList<Figure> Idle =
    [
        Figure.OfScenario("idle-memory", "memory of a connection after the idle time", "B"),
        Figure.OfScenario("idle-cpu", "CPU of the server while idle", "%"),
    ];

    public static readonly IReadOnlyList<Figure> Connect =
    [
        Figure.OfScenario("connect-user-cpu", "CPU of the server to connect one, user", "us"),
        Figure.OfScenario("connect-system-cpu", "the same, system", "us"),
        Figure.OfScenario("connect-cpu-percent", "CPU of the server while connecting", "%"),
    ];

    public static readonly IReadOnlyList<Figure> ReconnectStorm =
    [
        Figure.OfScenario("reconnect-time", "until all were back", "s"),
        Figure.OfScenario("reconnects", "reconnects a second", ""),
        .. Reconnect(),
        Figure.OfScenario("recovered", "connections that the server continued", ""),
        Figure.OfScenario("not-recovered", "connections that it did not", ""),
        Figure.OfScenario("storm-cpu", "CPU of the server during the storm", "s"),
        Figure.OfScenario("reconnect-cpu", "CPU of the server to reconnect one", "us"),
        Figure.OfScenario("reconnect-cpu-ratio", "the same, in times of a plain connect", "x"),
    ];

    public static readonly IReadOnlyList<Figure> SlowReaders =
    [
        Figure.OfScenario("p99-ratio", "p99 with slow readers, in times of p99 before", "x"),
        Figure.OfScenario("memory-growth", "growth of memory a minute, in the second half", "MiB"),
        .. Slow(),
    ];

    public static readonly IReadOnlyList<Figure> Churn =
    [
        Figure.OfScenario("churned", "connections that were dropped and came back", ""),
        .. Reconnect(),
        Figure.OfScenario("not-recovered", "connections that the server did not continue", ""),
    ];

    public static readonly IReadOnlyList<Figure> Publish =
    [
        Figure.OfScenario("publish-rate", "events a second that the server took", ""),
        Figure.OfScenario("publish-cpu", "CPU of the server for one event", "us"),
        Figure.OfScenario("publish-per-core", "events a second for a whole core", ""),
        .. Answer,
    ];

    public static readonly IReadOnlyList<Figure> Mixed =
    [
        .. Churn,
        .. Slow(),
    ];

    private static IReadOnlyList<Figure> Slow() =>
    [
        Figure.OfScenario("slow-ended", "connections of slow readers that ended", ""),
        Figure.OfScenario("slow-read", "events that slow readers read", ""),
        Figure.OfScenario("slow-announced", "events announced to slow readers as lost", ""),
        Figure.OfScenario("slow-lost", "events that slow readers lost without a notice", ""),
        Figure.OfScenario("slow-repeated", "events that came to slow readers again, or late", ""),
    ];

    private static IReadOnlyList<Figure> Reconnect() =>
    [
        Figure.OfScenario("reconnect-p50", "half were back after this time", "ms"),
        Figure.OfScenario("reconnect-p99", "99 % were back", "ms"),
    ];
}
