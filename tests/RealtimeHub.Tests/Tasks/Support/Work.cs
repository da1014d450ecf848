using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;
using RealtimeHub.Tests.Support;
using RealtimeHub.TestKit;
using RealtimeHub.Topics;

namespace RealtimeHub.Tests.Tasks.Support;

/// <summary>Background work on a board of which the test decides what it says.</summary>
internal sealed class Work : IDisposable
{
    /// <summary>What an attempt may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromHours(1);

    private readonly Counters _counted = new();
    private readonly ServiceProvider _provider;
    private readonly QuietThreads _quiet;

    public Work(IEventPublisher publisher)
    {
        Board = new ScriptedBoard(Clock);
        Metrics = new TaskMetrics(_counted.Metrics);
        Topics = new TaskTopics(publisher, new HistoryReader(Given.Registry(Clock), Given.Options()), Board, Metrics, Clock, NullLogger<TaskTopics>.Instance);
        _quiet = new QuietThreads(1, Clock);
        _provider = new ServiceCollection().AddSingleton(this).AddScoped<Store>().BuildServiceProvider();
        Services = ServicesWith(_quiet);
    }

    public WatchedClock Clock { get; } = new();

    public ScriptedBoard Board { get; }

    public TaskTopics Topics { get; }

    public TaskMetrics Metrics { get; }

    public AttemptServices Services { get; }

    /// <summary>What each attempt does.</summary>
    public Func<TaskContext, Task<object?>> Act { get; set; } = _ => Task.FromResult<object?>(null);

    public static TaskKind Kind(int workers = 1, bool isHeavy = false) => Kind(new TaskKindOptions { Workers = workers, Timeout = Time, IsHeavy = isHeavy });

    public static TaskKind Kind(TaskKindOptions options) => TaskKind.Of<NoArgs, Handler>("a", options);

    /// <summary>Those of a server that can make no more threads: an attempt that needs one cannot be made.</summary>
    public AttemptServices ServicesWithoutThreads() => ServicesWith(null!);

    /// <summary>A task as it is when it has just been claimed.</summary>
    public TaskRecord Claimed(string id, int attempt = 1) => new()
    {
        Id = id, Kind = "a", Arguments = "{}"u8.ToArray(), MaxAttempts = 3, Created = Clock.GetUtcNow(), State = TaskState.Running, Attempt = attempt, Version = attempt * 10,
    };

    public void Dispose()
    {
        _counted.Dispose();
        _provider.Dispose();
        _quiet.Dispose();
    }

    private AttemptServices ServicesWith(QuietThreads quiet) => new(
        Board, Topics, _provider.GetRequiredService<IServiceScopeFactory>(), new RetryPauses(), Metrics, quiet, Clock, Given.Options(), NullLogger<Attempt>.Instance);

    internal sealed record NoArgs;

    /// <summary>What a handler asks for, and has as long as its attempt goes on.</summary>
    internal sealed class Store : IDisposable
    {
        private bool _isGone;

        public string Read(int row)
        {
            ObjectDisposedException.ThrowIf(_isGone, this);
            return $"row {row}";
        }

        public void Dispose() => _isGone = true;
    }

    private sealed class Handler(Work work) : IBackgroundTaskHandler<NoArgs>
    {
        public Task<object?> RunAsync(NoArgs args, TaskContext context) => work.Act(context);
    }
}
