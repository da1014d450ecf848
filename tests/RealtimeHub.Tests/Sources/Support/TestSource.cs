using System.Threading.Channels;
using RealtimeHub.Sources;

namespace RealtimeHub.Tests.Sources.Support;

/// <summary>A source that does what the test says. Its runs are counted from 1.</summary>
internal sealed class TestSource : IEventSource
{
    private readonly Func<Output, Task> _run;
    private int _runs;

    public TestSource(string name, Func<Output, Task> run) => (Name, _run) = (name, run);

    public string Name { get; }

    public Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping) =>
        _run(new Output(events, Interlocked.Increment(ref _runs), stopping));

    internal sealed record Output(ChannelWriter<SourceEvent> Events, int Run, CancellationToken Stopping)
    {
        public ValueTask SayAsync(int value, CancellationToken? cancellation = null) =>
            Events.WriteAsync(SourceEvent.FromValue("t:test", value), cancellation ?? Stopping);

        public Task UntilStoppedAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Stopping);
    }
}
