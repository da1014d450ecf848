using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>Plans that take a second or two, and do not mind a machine that has other things to do.</summary>
internal static class SmallPlan
{
    public const int Connections = 50;

    /// <summary>Patience for a run in which something is lost: it waits so long.</summary>
    public const double ForLosses = 2;

    /// <summary>Patience for a run in which nothing is lost: it never waits so long.</summary>
    public const double LongEnough = 30;

    public static LoadPlan For(Scenario scenario, Uri url) => new()
    {
        Scenario = scenario,
        Target = new TargetPlan { Url = url, ProcessId = Environment.ProcessId },
        Connections = Connections,
        Topics = 5,
        Rate = 100,
        Bytes = 100,
        Warmup = 0,
        Seconds = 1,
        Publishers = 2,
        BatchSize = 20,
        BurstSize = 100,
        ChurnRate = 30,
        SlowNever = 2,
        SlowCount = 2,
        Quiet = 1,
        Settle = 0,
        Grace = LongEnough,
        Patience = LongEnough,
    };
}

/// <summary>Keeps what a run says.</summary>
internal sealed class SpokenProgress : IRunProgress
{
    public List<string> Said { get; } = [];

    public List<LiveFigures> Seconds { get; } = [];

    public void Begin(string step) => Said.Add(step);

    public void Done(string text) => Said.Add(text);

    public void Live(in LiveFigures figures) => Seconds.Add(figures);
}
