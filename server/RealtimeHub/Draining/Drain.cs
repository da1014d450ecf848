using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Draining;

/// <summary>
/// Lets all clients go, at a rate that other nodes can bear: the node says that it is not ready, takes no new connection, and tells each client when to come back. The process does it
/// before it stops, and operators may ask for it.
/// </summary>
internal sealed partial class Drain : IDisposable
{
    /// <summary>How long requests of the hub may take that are not a connection yet, or no more, when all connections are gone.</summary>
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConnectionRegistry _connections;
    private readonly Goodbye _goodbye;
    private readonly DrainOptions _options;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<Drain> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private DrainTurn? _turn;
    private bool _isStopping;

    public Drain(
        ConnectionRegistry connections, Goodbye goodbye, IOptions<RealtimeHubOptions> options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<Drain> logger)
    {
        Stopping = _stopping.Token;
        (_connections, _goodbye, _options, _metrics, _clock, _logger) = (connections, goodbye, options.Value.Drain, metrics, clock, logger);
    }

    /// <summary>Whether the node lets its clients go, or has done so: it is not ready for new ones.</summary>
    public bool IsOn => Volatile.Read(ref _turn) is not null;

    public DrainState State => Volatile.Read(ref _turn) is not { } turn ? DrainState.Off : turn.Done.IsCompleted ? DrainState.Drained : DrainState.Draining;

    /// <summary>Cancelled when a drain begins after which the process ends: what takes its time to end begins with it then, beside the drain.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Begins, unless it has begun.</summary>
    /// <param name="isStopping">Whether the process ends after it: then it cannot be taken back.</param>
    /// <returns>Completes when the clients are gone; within the time limit, whatever they do.</returns>
    public Task Begin(bool isStopping)
    {
        lock (_gate)
        {
            _isStopping |= isStopping;
            if (isStopping) _ = _stopping.CancelAsync();
            if (_turn is { } running) return running.Done;
            var turn = new DrainTurn();
            turn.Done = Task.Run(() => RunAsync(turn.TakenBack));
            Volatile.Write(ref _turn, turn);
            _metrics.Drain.Changed(by: 1);
            return turn.Done;
        }
    }

    /// <summary>The node serves again. Clients that were sent away before come back to it as to any other.</summary>
    /// <returns>False when the process is ending.</returns>
    public bool TryTakeBack()
    {
        lock (_gate)
        {
            if (_isStopping) return false;
            if (_turn is not { } turn) return true;
            turn.TakeBack();
            Volatile.Write(ref _turn, null);
            _connections.TakeNew();
            _metrics.Drain.Changed(by: -1);
        }

        LogTakenBack();
        return true;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken takenBack)
    {
        var started = _clock.GetTimestamp();
        LogBegins(_connections.Count, _options.ReadinessDelay);
        try
        {
            if (_options.ReadinessDelay > TimeSpan.Zero) await Task.Delay(_options.ReadinessDelay, _clock, takenBack);
            TakeNoneFromNowOn(takenBack);
            var all = _connections.All.ToList();
            var plan = new DrainPlan(all.Count, _options);
            LogGoodbyes(all.Count, plan.Window, _options.ComeBackWithin);
            await plan.TellAsync(all, _goodbye.Say, _clock, takenBack);
            var cut = await LetGoAsync(plan.CutAfter - _clock.GetElapsedTime(started), takenBack);
            var elapsed = _clock.GetElapsedTime(started);
            LogEnded(all.Count, cut, elapsed);
        }
        catch (OperationCanceledException) when (takenBack.IsCancellationRequested)
        {
            // The node serves again.
        }
    }

    private void TakeNoneFromNowOn(CancellationToken takenBack)
    {
        lock (_gate)
        {
            takenBack.ThrowIfCancellationRequested();
            _connections.TakeNoNew();
        }
    }

    /// <summary>Waits until those that were told are gone, and cuts the rest.</summary>
    /// <returns>How many had to be cut.</returns>
    private async Task<int> LetGoAsync(TimeSpan patience, CancellationToken takenBack)
    {
        await WaitAsync(_connections.WhenEmptyAsync(), patience, takenBack);
        var cut = 0;
        foreach (var connection in _connections.All)
        {
            cut++;
            _metrics.Drain.Cut();
            connection.Cut();
        }

        // The last answers to clients that poll. Who is still shaking hands is closed with what is left, and comes back by himself.
        await WaitAsync(_connections.WhenIdleAsync(), RequestPatience, takenBack);
        return cut;
    }

    private async Task WaitAsync(Task task, TimeSpan patience, CancellationToken takenBack)
    {
        await task.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, _clock, takenBack).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        takenBack.ThrowIfCancellationRequested();
    }

    [LoggerMessage(EventId = 1221, Level = LogLevel.Information,
        Message = "The node lets its clients go: it is not ready any more, has {Connections} connections, and goes on serving for {ReadinessDelay}.")]
    private partial void LogBegins(int connections, TimeSpan readinessDelay);

    [LoggerMessage(EventId = 1222, Level = LogLevel.Information,
        Message = "No new connection is taken. {Connections} clients are told goodbye within {Window}, and to come back within {ComeBackWithin} after that.")]
    private partial void LogGoodbyes(int connections, TimeSpan window, TimeSpan comeBackWithin);

    [LoggerMessage(EventId = 1223, Level = LogLevel.Information, Message = "The clients are gone: {Connections} were told, {Cut} of them had to be cut, after {Elapsed}.")]
    private partial void LogEnded(int connections, int cut, TimeSpan elapsed);

    [LoggerMessage(EventId = 1224, Level = LogLevel.Information, Message = "The node takes clients again: an operator took the drain back.")]
    private partial void LogTakenBack();
}
