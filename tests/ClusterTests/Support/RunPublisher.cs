using System.Diagnostics;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Witnesses;

namespace ClusterTests.Support;

/// <summary>Publishes over HTTP to one node or another, and sends each event again with the same key until a node says that it has it.</summary>
internal sealed class RunPublisher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly IReadOnlyList<string> _topics;
    private readonly RunPlan _plan;
    private readonly int _number;
    private readonly ILedger _ledger;
    private readonly TopicHeads _heads;
    private readonly RunTally _tally;
    private long _sequence;

    public RunPublisher(ClusterRun run, HttpClient http, int number)
    {
        (_http, _nodes, _topics, _plan, _number) = (http, run.Nodes, run.Topics, run.Plan, number);
        (_ledger, _heads, _tally) = (run.Ledger, run.Heads, run.Tally);
    }

    /// <summary>Publishes until it is told to stop; what it has begun it brings to an end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = _plan.EventsPerSecond == 0 ? null : new PeriodicTimer(TimeSpan.FromSeconds((double)_plan.Publishers / _plan.EventsPerSecond), TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            await PublishAsync(new PubId(_number, ++_sequence));
            if (ticks is not null) await ticks.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task PublishAsync(PubId id)
    {
        var turn = (int)(id.Sequence + id.Publisher);
        var topic = _topics[turn % _topics.Count];
        var copies = id.Sequence % _plan.RepeatEvery == 0 ? _plan.Copies : 1;
        await Task.WhenAll(Enumerable.Range(turn, copies).Select(node => SendAsync(node, topic, id, Witness.Now)));
    }

    /// <summary>Begins with one node, and goes on to the next one with each try.</summary>
    private async Task SendAsync(int node, string topic, PubId id, long begun)
    {
        while (!await TrySendAsync(_nodes[node++ % _nodes.Count], topic, id, begun))
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                _tally.Fault($"event {id} was not accepted within {Patience}");
                return;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <returns>Whether there is no more to be done.</returns>
    private async Task<bool> TrySendAsync(Uri node, string topic, PubId id, long begun)
    {
        var (key, start) = (id.ToString(), Witness.Now);
        var answer = await PublishAnswer.AskAsync(_http, node, topic, id.ToString(), key);
        var result = answer.Position is null ? PublishResult.Unknown : PublishResult.Acked;
        _ledger.Record(new LedgerEntry.Published(Witness.Now, id, topic, begun, result, answer.Position, IdempotencyKey: key));
        if (answer.Position is { } position)
        {
            _heads.Note(topic, position);
            _tally.Accepted(id);
        }
        else if (!answer.IsUnknown)
        {
            _tally.Fault($"event {id} to {node}: {answer.Text}");
        }

        _tally.Answered(answer, start);
        return !answer.IsUnknown;
    }
}
