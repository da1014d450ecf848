using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The options that say which server is driven.</summary>
internal static class ServerOptions
{
    public static readonly PlanOption Url = Of("--url", ValueParsers.Address("--url", "http", "ws"),
        "Where subscribers connect, such as http://127.0.0.1:5080/hub. Without it a RealtimeHub server of its own is started for the run, on a core of its own.",
        target => target.Url, (target, url) => target with { Url = url });

    public static readonly PlanOption PublishUrl = Of("--publish-url", ValueParsers.Address("--publish-url", "http", "nats", "mqtt", "ws"),
        "Where events are published: POST {address}/v1/topics/{topic}/events. Without it: the server of --url.",
        target => target.PublishUrl, (target, url) => target with { PublishUrl = url });

    public static readonly PlanOption Dialect = Of("--dialect",
        ValueParsers.OneOf("--dialect", "NAME", KnownDialects.All.Keys.ToDictionary(name => name)),
        $"What subscribers speak: {string.Join("; ", KnownDialects.All.Select(dialect => $"{dialect.Key} ({dialect.Value})"))}.",
        target => target.Dialect, (target, dialect) => target with { Dialect = dialect });

    public static readonly PlanOption ApiKey = Of("--api-key", ValueParsers.Text("--api-key", "KEY"),
        "What publishers show in the header X-API-Key.",
        target => target.ApiKey is null ? null : "given", (target, key) => target with { ApiKey = key });

    public static readonly PlanOption ProcessId = Of("--pid", ValueParsers.Whole("--pid", "NUMBER", 1, int.MaxValue),
        "The process of the server of --url, on this machine: its CPU and memory are measured, those of its children too.",
        target => target.ProcessId, (target, pid) => target with { ProcessId = pid });

    public static readonly PlanOption Name = Of("--name", ValueParsers.Text("--name", "TEXT"),
        "What reports call the server. Runs of the same name, scenario and plan are taken together by 'compare --rounds'.",
        target => target.Name, (target, name) => target with { Name = name });

    public static readonly PlanOption ReturnUrl = Of("--return-url", ValueParsers.Address("--return-url", "http", "ws"),
        "Where they come back to, such as another node of the same cluster. Without it: to --url.",
        target => target.ReturnUrl, (target, url) => target with { ReturnUrl = url });

    public static readonly PlanOption KilledProcessId = Of("--kill-pid", ValueParsers.Whole("--kill-pid", "NUMBER", 2, int.MaxValue),
        "A process on this machine that is killed (SIGKILL) when the storm begins, such as the node of --url. It needs --return-url.",
        target => target.KilledProcessId, (target, pid) => target with { KilledProcessId = pid });

    /// <summary>Those of every scenario.</summary>
    public static readonly IReadOnlyList<PlanOption> All = [Url, PublishUrl, Dialect, ApiKey, ProcessId, Name];

    /// <summary>Those of a scenario in which connections come back.</summary>
    public static readonly IReadOnlyList<PlanOption> OfReturn = [ReturnUrl, KilledProcessId];

    private static PlanOption<T> Of<T>(string name, System.CommandLine.Option<T> symbol, string text, Func<TargetPlan, object?> of, Func<TargetPlan, T, TargetPlan> with) =>
        new(OptionGroup.Server, symbol, text, plan => of(plan.Target), (plan, value) => plan with { Target = with(plan.Target, value) });
}
