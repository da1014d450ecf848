using System.Net;
using HdrHistogram;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Engine.Native;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>Subscribers on bare sockets in this process, all on one thread.</summary>
internal sealed class EngineFleet : IFleet
{
    private readonly Subscribers _subscribers;
    private readonly EventLoop _loop;
    private readonly SocketTarget _target;
    private readonly IPEndPoint? _comeBackTo;

    /// <param name="plan">The run.</param>
    /// <param name="share">Which of its subscribers are here.</param>
    /// <exception cref="LoadException">The plan makes no sense.</exception>
    public EngineFleet(LoadPlan plan, FleetShare share)
    {
        _subscribers = new Subscribers(plan, share);
        _target = new SocketTarget(SocketTarget.Resolve(plan.Target.Url), plan.Sources);
        if (plan.Target.ReturnUrl is { } returnUrl) _comeBackTo = SocketTarget.Resolve(returnUrl);
        _loop = new EventLoop(_subscribers, _target);
        _subscribers.Use(_loop.Sockets);
        _loop.Start();
    }

    public EngineFleet(LoadPlan plan)
        : this(plan, FleetShare.Whole)
    {
    }

    public FleetTotals Totals
    {
        get
        {
            var (live, received, bytes) = _subscribers.Counts;
            return new FleetTotals(live, received, bytes, CpuUsage.OfProcess(), _subscribers.Faults.Missing, _subscribers.Faults.Faults);
        }
    }

    public Task<ConnectResult> ConnectAsync(int connections, CancellationToken stop) => RunJobAsync(() => _subscribers.Connect(connections), stop);

    public Task<ConnectResult> ReconnectAsync(int connections, CancellationToken stop) => RunJobAsync(() =>
    {
        if (_comeBackTo is not null) _target.MoveTo(_comeBackTo);
        return _subscribers.Reconnect(connections);
    }, stop);

    public Task CloseAsync(int connections, CancellationToken stop) => DoAsync(() => _subscribers.Close(connections), stop);

    public Task SlowDownAsync(CancellationToken stop) => DoAsync(_subscribers.SlowDown, stop);

    public Task EndSlowAsync(CancellationToken stop) => DoAsync(_subscribers.EndSlow, stop);

    // Waits for it: the loop may read an event before it looks at what is posted.
    public void MeasureFrom(long timestamp) => DoAsync(() => _subscribers.Latencies.StartAt(timestamp), CancellationToken.None).GetAwaiter().GetResult();

    public HistogramBase Second(int second) => _loop.InvokeAsync(() => _subscribers.Latencies.Copy(second)).GetAwaiter().GetResult();

    public Task<FleetResult> FinishAsync(IReadOnlyList<long> lastSequences, CancellationToken stop) =>
        _loop.InvokeAsync(() => _subscribers.Judge(lastSequences)).WaitAsync(stop);

    /// <summary>The seconds whose latencies have changed since this was last called.</summary>
    public Task<IReadOnlyList<(int Second, HistogramBase Latencies)>> TakeChangedSecondsAsync() => _loop.InvokeAsync(_subscribers.Latencies.TakeChanged);

    /// <summary>What the thread of the loop has used, without the rest of the process.</summary>
    public Task<LoopUsage> LoopUsageAsync() => _loop.InvokeAsync(() => new LoopUsage(CpuUsage.OfThread(), GC.GetAllocatedBytesForCurrentThread()));

    // Why a loop failed is told to whoever waits for it; told here again, it would hide what went wrong first.
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _loop.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _loop.Dispose();
        }
    }

    private async Task<ConnectResult> RunJobAsync(Func<ConnectJob> start, CancellationToken stop)
    {
        var job = await _loop.InvokeAsync(start).WaitAsync(stop);
        if (await Task.WhenAny(job.Done, _loop.Ended).WaitAsync(stop) == _loop.Ended) await _loop.Ended;
        return await job.Done;
    }

    private Task<bool> DoAsync(Action action, CancellationToken stop) => _loop.InvokeAsync(() =>
    {
        action();
        return true;
    }).WaitAsync(stop);
}

/// <param name="Cpu">User and system time.</param>
/// <param name="AllocatedBytes">What it has made on the heap since it began.</param>
internal sealed record LoopUsage(CpuTime Cpu, long AllocatedBytes);
