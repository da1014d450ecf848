using System.Globalization;
using System.Net;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Finds what makes no sense together, although each value is well by itself.</summary>
internal static class PlanChecks
{
    private const int PortsOfSource = 28_000;

    /// <exception cref="UsageException">Something makes no sense; the message says what to do.</exception>
    public static void Check(LoadPlan plan, bool startsServer)
    {
        foreach (var (isWrong, message) in Of(plan, startsServer))
            if (isWrong) throw new UsageException(message);
    }

    private static IEnumerable<(bool IsWrong, string Message)> Of(LoadPlan plan, bool startsServer)
    {
        yield return (plan.Topics > plan.Connections && plan.Scenario != Scenario.Publish,
            Text($"{plan.Topics:#,0} topics for {plan.Connections:#,0} connections: some would have no subscriber. Give fewer --topics or more --connections"));
        foreach (var check in OfPorts(plan)) yield return check;
        yield return (plan.Scenario is Scenario.SlowReaders or Scenario.Mixed && plan.SlowNever + plan.SlowCount >= plan.Connections,
            Text($"{plan.SlowNever:#,0} that never read and {plan.SlowCount:#,0} that read slowly leave nobody healthy of {plan.Connections:#,0} connections: give fewer of them, or more --connections"));
        yield return (plan.Scenario == Scenario.SlowReaders && plan.SlowNever + plan.SlowCount == 0,
            "nobody is slow: give --slow-never or --slow-count");
        yield return (plan.Scenario == Scenario.Burst && plan.BurstEvery > plan.Seconds,
            $"a burst every {plan.BurstEvery} s does not come in {plan.Seconds} s: give a shorter --burst-every or more --seconds");
        yield return (plan.Scenario is Scenario.Churn or Scenario.Mixed && plan.ChurnRate > plan.Connections,
            Text($"--churn-rate {plan.ChurnRate:#,0.#} of {plan.Connections:#,0} connections: each would be dropped more than once a second. Give a lower rate"));
        yield return (plan.Target is { KilledProcessId: not null, ReturnUrl: null },
            "--kill-pid without --return-url: nobody could come back. Give the address of another node");
        yield return (plan.Client == ClientKind.DotNet && plan.Target.ReturnUrl is not null,
            "--return-url with --client dotnet: its clients come back to where they were. Use --client engine");
        foreach (var check in OfDialect(plan, startsServer)) yield return check;
    }

    /// <summary>Each address that connections come from has so many ports, and only on the loopback interface are there several addresses.</summary>
    private static IEnumerable<(bool IsWrong, string Message)> OfPorts(LoadPlan plan)
    {
        var isLoopback = IsLoopback(plan.Target.Url);
        yield return (plan.Sources > 1 && !isLoopback,
            $"--sources {plan.Sources}: several source addresses exist only for a server on this machine, at 127.0.0.1");
        yield return (plan.Connections > PortsOfSource && !isLoopback,
            Text($"{plan.Connections:#,0} connections do not fit into the ports of this machine: to a server on another one there can be {PortsOfSource:#,0}. Give fewer --connections, and run the rest from a second machine"));
        yield return (plan.Connections > (long)plan.Sources * PortsOfSource,
            Text($"{plan.Connections:#,0} connections do not fit into the ports of {plan.Sources} source address(es): give --sources {(plan.Connections + PortsOfSource - 1) / PortsOfSource}"));
    }

    private static IEnumerable<(bool IsWrong, string Message)> OfDialect(LoadPlan plan, bool startsServer)
    {
        var dialect = plan.Target.Dialect;
        var isOurs = KnownDialects.IsRealtimeHub(dialect);
        yield return (startsServer && !isOurs,
            $"--dialect {dialect}: the server that is started for the run is RealtimeHub and does not speak it. Start one that does, and give its --url");
        yield return (plan.Publish == PublishMode.Hub && !isOurs,
            $"--publish hub with --dialect {dialect}: only RealtimeHub takes events over its hub. Use --publish single");
        yield return (plan.Client == ClientKind.DotNet && !isOurs,
            $"--client dotnet with --dialect {dialect}: the .NET client library speaks to RealtimeHub only. Use --client engine");
        yield return (plan.Client == ClientKind.DotNet && dialect != KnownDialects.Usual,
            $"--client dotnet with --dialect {dialect}: the .NET client library speaks JSON. Leave --dialect out, or use --client engine");
        yield return (plan is { Client: ClientKind.DotNet, Scenario: Scenario.SlowReaders or Scenario.Mixed },
            "--client dotnet cannot read slowly, as some have to here: use --client engine");
        yield return (plan.Client == ClientKind.DotNet && plan.Workers > 1,
            "--client dotnet runs in one process: leave --workers out");
        yield return (dialect == "websocket" && plan.Topics > 1 && !plan.Target.Url.OriginalString.Contains("{topic}", StringComparison.Ordinal),
            "--dialect websocket with several topics: write {topic} where the address of --url has it, such as ws://127.0.0.1:9000/{topic}");
    }

    private static bool IsLoopback(Uri url) => url.Host == "localhost" || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
