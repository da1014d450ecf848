using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Support;

/// <summary>One shard whose loop runs, with a recorded log.</summary>
internal sealed class RunningShard : IAsyncDisposable
{
    private readonly ThreadPoolHost _host;
    private readonly Task _loop;

    public RunningShard(TimeProvider clock, Action<RealtimeHubOptions>? configure = null)
    {
        Shard = new Shard(Given.Options(configure).Value, Counted.Metrics, clock, Logs.For<Shard>());
        _host = new ThreadPoolHost(Shard);
        _loop = Task.Run(_host.RunAsync);
    }

    public Shard Shard { get; }

    public RecordedLog Logs { get; } = new();

    public Counters Counted { get; } = new();

    /// <summary>Lets the loop end when it has looked at everything.</summary>
    public void Complete() => _host.Complete();

    public Subscriber Attach(PipedClient client, string protocol = "json") =>
        new(client.Connection, Shard, protocol == "json" ? new JsonEventEncoder() : new MessagePackEventEncoder());

    /// <summary>Subscribes, says "the reply was written", and waits until the shard has looked at that.</summary>
    public async Task<SubscribeReply> SubscribeAsync(Subscriber subscriber, TopicLog log, StreamPosition? since = null, int? tail = null, double? maxRate = null, bool? conflate = null)
    {
        var request = new SubscribeRequest { Since = since, Tail = tail, MaxRate = maxRate, Conflate = conflate };
        var done = Assert.IsType<SubscribeOutcome.Done>(await TrySubscribeAsync(subscriber, log, request));
        done.Subscription.Activate();
        await SettleAsync();
        return done.Reply;
    }

    public Task<SubscribeOutcome> TrySubscribeAsync(Subscriber subscriber, TopicLog log, SubscribeRequest? request = null) =>
        FanOutService.SubscribeAsync(subscriber, log, request ?? new SubscribeRequest()).WaitAsync(Patience.Token);

    /// <summary>Waits until the loop has looked at everything before, and keeps it busy until the result is disposed.</summary>
    public async Task<IDisposable> BlockAsync()
    {
        var blocker = new Blocker();
        Shard.Post(blocker);
        await blocker.Reached.WaitAsync(Patience.Token);
        return blocker;
    }

    /// <summary>Waits until the shard has looked at everything that was posted before.</summary>
    public async Task SettleAsync()
    {
        var marker = new Marker();
        Shard.Post(marker);
        await marker.Reached.WaitAsync(Patience.Token);
    }

    public static IEnumerable<long> OffsetsOf(IEnumerable<InvocationMessage> messages) =>
        messages.Where(m => m.Target == HubNames.Event).Select(m => (long)m.Arguments[1]!);

    public async ValueTask DisposeAsync()
    {
        _host.Complete();
        await _loop.WaitAsync(Patience.Token);
        Counted.Dispose();
        Assert.DoesNotContain(Logs.Entries, entry => entry.Level >= LogLevel.Error && entry.EventId == 1102);
    }

    private sealed class Blocker : IShardWork, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new();

        public Task Reached => _reached.Task;

        public void Run()
        {
            _reached.SetResult();
            _end.Task.Wait(Patience.Token);
        }

        public void Dispose() => _end.TrySetResult();
    }

    private sealed class Marker : IShardWork
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Run() => _reached.SetResult();
    }
}
