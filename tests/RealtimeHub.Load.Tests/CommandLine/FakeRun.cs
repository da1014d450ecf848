using System.Text;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Servers;
using RealtimeHub.Load.Tests.Reports;

namespace RealtimeHub.Load.Tests.CommandLine;

/// <summary>The program with a scenario that only remembers its plan, and a server that is none.</summary>
internal sealed class FakeRun : IScenario
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    /// <summary>What was to be run; null when it did not come to that.</summary>
    public LoadPlan? Plan { get; private set; }

    public IReadOnlyDictionary<string, string>? Settings { get; private set; }

    public Func<LoadPlan, CancellationToken, RunReport> Report { get; init; } = (_, _) => SampleRuns.Broadcast();

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public async Task<int> RunAsync(CancellationToken stop, params string[] args)
    {
        var parts = new Parts
        {
            Scenarios = _ => this,
            StartServer = (dialect, settings, _) =>
            {
                Settings = settings;
                return Task.FromResult<IOwnServer>(new Started(dialect));
            },
            Worker = (arguments, _) => Task.FromResult(arguments.Count),
            EngineCheck = (_, _) => Task.FromResult(0),
        };
        await using var output = new StringWriter(_output);
        await using var errors = new StringWriter(_errors);
        return await new LoadProgram(parts, output, errors).RunAsync(args, stop);
    }

    Task<RunReport> IScenario.RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        Plan = plan;
        progress.Begin("measuring");
        progress.Live(new LiveFigures { Phase = "measuring", Second = 10, Of = 60, Connections = 5_000, DeliveredPerSecond = 80_000, P99 = 3.4 });
        progress.Done("measured");
        return Task.FromResult(Report(plan, stop));
    }

    private sealed class Started(string dialect) : IOwnServer
    {
        public TargetPlan Target => new() { Url = new Uri("http://127.0.0.1:45321/hub"), Dialect = dialect, ProcessId = 4711, Name = "RealtimeHub (JSON)" };

        public CancellationToken Ended => CancellationToken.None;

        public string Output => "";

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
