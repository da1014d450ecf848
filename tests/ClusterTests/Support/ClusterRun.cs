using System.Diagnostics;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Witnesses;

namespace ClusterTests.Support;

/// <summary>
/// Publishers that send to all nodes of a cluster and subscribers that come from all nodes, while a test does harm. All that anybody sees goes into a ledger: at its end nobody
/// has lost, repeated or reordered anything without having been told, and everybody agrees.
/// </summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    private const int ConnectAtOnce = 16;
    private const int LaggardsShown = 5;
    private const int LinesShown = 30;
    private const int LineShown = 300;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private static int _runs;

    private readonly TestCluster _cluster;
    private readonly HttpClient _http = new() { Timeout = AnswerLimit, DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RunSubscriber> _subscribers = [];
    private readonly string _name;
    private readonly RunLedger _ledger;
    private Task _publishing = Task.CompletedTask;
    private bool _mayLose;
    private bool _loses;

    private ClusterRun(TestCluster cluster, RunPlan plan)
    {
        (_cluster, Plan, _name) = (cluster, plan, $"run-{Interlocked.Increment(ref _runs)}");

        // Characters that mean something elsewhere: in addresses, and in patterns and slots of Redis.
        Topics = [.. Enumerable.Range(0, plan.Topics).Select(n => $"{_name}/topic.{n}")];
        _ledger = new RunLedger(_name);
    }

    public RunPlan Plan { get; }

    public IReadOnlyList<Uri> Nodes => _cluster.Addresses;

    public IReadOnlyList<string> Topics { get; }

    public ILedger Ledger => _ledger;

    public TopicHeads Heads { get; } = new();

    public RunTally Tally { get; } = new();

    /// <summary>Everybody is subscribed and events are published when it returns.</summary>
    public static async Task<ClusterRun> StartAsync(TestCluster cluster, RunPlan? plan = null)
    {
        var run = new ClusterRun(cluster, plan ?? new RunPlan());
        try
        {
            await run.BeginAsync();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says that Redis may lose what was acknowledged, from now on: topics may begin a new life, once, and everybody has to be told.</summary>
    public void MayLose()
    {
        _mayLose = true;
        _ledger.Record(new LedgerEntry.Restarted(Witness.Now));
    }

    /// <summary>As <see cref="MayLose"/>, and something is lost for sure: if nothing is, the run has shown nothing.</summary>
    public void Loses()
    {
        MayLose();
        _loses = true;
    }

    /// <summary>Waits until so many more events have been acknowledged.</summary>
    /// <returns>How long that took.</returns>
    public Task<TimeSpan> PublishesAsync(int events, TimeSpan? within = null)
    {
        var target = Tally.Acked + events;
        return WaitAsync(() => Tally.Acked >= target, within, () => $"only {Tally.Acked} of {target} events were acknowledged");
    }

    /// <summary>Waits until publishers have been told again and again that nothing can be published at the moment.</summary>
    public Task<TimeSpan> IsRefusedAsync(TimeSpan? within = null)
    {
        var target = Tally.Unavailable + (2 * Plan.Publishers);
        return WaitAsync(() => Tally.Unavailable >= target, within, () => "the nodes did not refuse to publish");
    }

    /// <summary>Waits until every subscriber has what is acknowledged at this moment, or has been told that it is lost.</summary>
    public Task<TimeSpan> CatchesUpAsync(TimeSpan within)
    {
        var heads = Topics.ToDictionary(topic => topic, topic => Heads[topic]);
        var done = 0;
        return WaitAsync(HaveAll, within, () => $"behind: {string.Join('\n', _subscribers.Where(s => !s.HasReached(heads)).Take(LaggardsShown))}");

        bool HaveAll()
        {
            while (done < _subscribers.Count && _subscribers[done].HasReached(heads)) done++;
            return done == _subscribers.Count;
        }
    }

    /// <summary>Ends the run, and checks all that was seen.</summary>
    public async Task EndsCleanAsync(TimeSpan within)
    {
        await StopPublishingAsync();
        await CatchesUpAsync(within);
        _ledger.Record(new LedgerEntry.AtRest(Witness.Now));
        var lost = 0;
        foreach (var node in Nodes)
        {
            var there = await new RunHistories(_http, _ledger).ReadAsync(node, Topics);
            lost = Math.Max(lost, Tally.AckedIds.Count(id => !there.Contains(id)));
        }

        var report = _ledger.Finish();
        Campaign.TellResult($"{report}; {lost} acknowledged events lost; {Tally}");
        Assert.True(report.Broken == 0 && Tally.Faults.Count == 0, Explain(report.ToString()));
        Assert.True(_mayLose || lost == 0, Explain($"{lost} acknowledged events are in no history"));
        Assert.True(!_loses || lost > 0, Explain("nothing that was acknowledged is lost: the harm was none"));
        Assert.True(report.Totals.Deliveries > report.Totals.Acked / Topics.Count, Explain($"too little was seen to say anything: {report}"));
        var errors = _cluster.TakeErrors();
        Assert.True(errors.Count == 0, Explain($"{errors.Count} errors in the logs of nodes:\n{string.Join('\n', errors.Take(LaggardsShown).Select(Shortened))}"));
    }

    public async ValueTask DisposeAsync()
    {
        await StopPublishingAsync();
        foreach (var subscriber in _subscribers) await subscriber.DisposeAsync();
        _ledger.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task BeginAsync()
    {
        _subscribers.AddRange(Enumerable.Range(0, Plan.Subscribers).Select(n => new RunSubscriber(this, n)));
        await Parallel.ForEachAsync(_subscribers, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (subscriber, _) => await subscriber.BeginAsync());
        _publishing = Task.WhenAll(Enumerable.Range(1, Plan.Publishers).Select(n => Task.Run(() => new RunPublisher(this, _http, n).RunAsync(_stop.Token))));
        await PublishesAsync(Plan.Publishers);
    }

    private async Task StopPublishingAsync()
    {
        await _stop.CancelAsync();
        await _publishing;
    }

    /// <exception cref="TimeoutException">It did not become so in time, or something happened that may not.</exception>
    private async Task<TimeSpan> WaitAsync(Func<bool> isSo, TimeSpan? within, Func<string> explain)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = within is { } time ? new CancellationTokenSource(time, TimeProvider.System) : null;
        try
        {
            await Tally.Moved.UntilAsync(() => Tally.Faults.Count > 0 || isSo(), limit?.Token ?? Patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(Explain($"Not within {within?.ToString() ?? "a minute"}: {explain()}"));
        }

        Assert.True(Tally.Faults.Count == 0, Explain("something happened that may not"));
        return Stopwatch.GetElapsedTime(started);
    }

    private string Explain(string what) => $"""
        {_name}: {what}
        {Tally}
        {string.Join('\n', Tally.Faults.Take(LaggardsShown))}
        {_ledger.Snapshot()}
        {string.Join('\n', _cluster.Nodes.SelectMany((node, n) => node.Log.With("\"@l\":").TakeLast(LinesShown).Select(line => $"node {n}: {Shortened(line)}")))}
        """;

    private static string Shortened(string line) => line.Length <= LineShown ? line : line[..LineShown] + "...";
}
