using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Micro.Support;
using RealtimeHub.Topics;

namespace RealtimeHub.Micro;

/// <summary>What does one subscriber more cost, for each event, before any socket?</summary>
/// <remarks>Times and bytes of the 5,000 are those of one of them; of the only one they are those of the whole event.</remarks>
public class CursorWalk
{
    private const int Many = 5_000;

    private readonly NewEvent _added = Given.Event();
    private readonly List<PipeReader> _pipes = [];
    private TopicLog _log = null!;
    private TurnedShard _shard = null!;

    [GlobalSetup(Target = nameof(One_event_reaches_its_only_subscriber))]
    public void One() => Subscribe(1, _ => new SwallowingConnection("json"));

    [GlobalSetup(Target = nameof(One_event_reaches_5_000_subscribers))]
    public void Json() => Subscribe(Many, _ => new SwallowingConnection("json"));

    [GlobalSetup(Target = nameof(One_event_reaches_5_000_subscribers_of_two_protocols))]
    public void Both() => Subscribe(Many, i => new SwallowingConnection(i % 2 == 0 ? "json" : "messagepack"));

    [GlobalSetup(Target = nameof(One_event_reaches_5_000_subscribers_through_SignalR))]
    public void SignalR() => Subscribe(Many, _ => SignalRClient.Over(new SwallowingTransport()));

    [GlobalSetup(Target = nameof(One_event_reaches_5_000_subscribers_through_SignalR_and_its_pipes))]
    public void Pipes() => Subscribe(Many, _ =>
    {
        var pipe = new Pipe(new PipeOptions(useSynchronizationContext: false));
        _pipes.Add(pipe.Reader);
        return SignalRClient.Over(pipe.Writer);
    });

    [Benchmark]
    public void One_event_reaches_its_only_subscriber() => Publish();

    [Benchmark(OperationsPerInvoke = Many)]
    public void One_event_reaches_5_000_subscribers() => Publish();

    [Benchmark(OperationsPerInvoke = Many)]
    public void One_event_reaches_5_000_subscribers_of_two_protocols() => Publish();

    /// <summary>As before, and each write goes through SignalR up to the pipe of its transport.</summary>
    [Benchmark(OperationsPerInvoke = Many)]
    public void One_event_reaches_5_000_subscribers_through_SignalR() => Publish();

    /// <summary>And into the pipes. They are read when the walk is over, as the transports of one core do.</summary>
    [Benchmark(OperationsPerInvoke = Many)]
    public void One_event_reaches_5_000_subscribers_through_SignalR_and_its_pipes()
    {
        Publish();
        foreach (var pipe in _pipes)
        {
            if (pipe.TryRead(out var read)) pipe.AdvanceTo(read.Buffer.End);
        }
    }

    [GlobalCleanup]
    public void Finish() => _shard.Finish();

    private void Subscribe(int count, Func<int, IClientConnection> connect)
    {
        _log = Given.Log(TimeProvider.System);
        _shard = new TurnedShard(_log, TimeProvider.System);
        for (var i = 0; i < count; i++) _shard.Subscribe(connect(i), new SubscribeRequest());
    }

    private void Publish()
    {
        _log.TryAppend(_added, out _);
        _shard.Turn();
    }
}
