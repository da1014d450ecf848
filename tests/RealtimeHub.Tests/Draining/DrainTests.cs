using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Draining;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Draining;

/// <summary>How a node lets its clients go, step by step.</summary>
public sealed class DrainTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(7);

    private readonly WatchedClock _clock = new();
    private readonly FakeTimeProvider _clientsClock = new();
    private readonly RecordedLog _log = new();
    private readonly Counters _counted = new();
    private ConnectionRegistry _registry = null!;

    [Fact]
    public async Task The_node_is_not_ready_for_a_while_before_it_takes_no_connection_and_tells_its_clients()
    {
        var drain = Make(options => options.ReadinessDelay = Delay);
        var client = Connect();

        var done = drain.Begin(isStopping: true);
        Assert.Equal(Delay, await _clock.NextWaitAsync());
        Assert.Equal((true, DrainState.Draining, false, 0L), (drain.IsOn, drain.State, _registry.IsClosing, client.Unread()));

        _clock.Advance(Delay);
        await done;
        Assert.Equal((true, DrainState.Drained, true, 0), (drain.IsOn, drain.State, _registry.IsClosing, _registry.Count));
        var goodbye = Assert.Single(await client.ReadAsync(1));
        Assert.Equal((3001, true), ((int)goodbye.Arguments[0]!, (bool)goodbye.Arguments[2]!));
    }

    [Fact]
    public async Task Goodbyes_are_spread_over_the_window_and_so_are_the_moments_to_come_back()
    {
        var drain = Make(options => options.MaxRate = 400);
        var clients = Enumerable.Range(0, 500).Select(_ => Connect()).ToList();

        var done = drain.Begin(isStopping: true);
        for (var due = 5; due < 500; due += 5)
        {
            // 100 a second.
            Assert.Equal(DrainPlan.Tick, await _clock.NextWaitAsync());
            Assert.Equal(due, clients.Count(client => client.Connection.IsEnding));
            _clock.Advance(DrainPlan.Tick);
        }

        await done.WaitAsync(Patience.Token);
        var afterMs = new List<long>();
        foreach (var client in clients) afterMs.Add((long)(await client.ReadAsync(1))[0].Arguments[3]!);
        Assert.All(afterMs, wait => Assert.InRange(wait, 0, 3_000));
        Assert.All(Enumerable.Range(0, 3), second => Assert.Contains(afterMs, wait => wait / 1_000 == second));
        Assert.Equal(500, _counted["drain.goodbyes"]);
    }

    [Fact]
    public async Task A_node_without_connections_waits_for_nothing()
    {
        await Make().Begin(isStopping: true).WaitAsync(Patience.Token);

        Assert.Contains("0 were told, 0 of them had to be cut", Assert.Single(_log.Of(1223)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_go_is_cut_before_the_time_is_over()
    {
        var drain = Make();
        var (stuck, polite) = (Connect(goes: false, roomFor: 1), Connect());
        _ = stuck.Connection.WriteAsync(new ClientMessage("json", new byte[] { 0x1E })).AsTask();

        var done = drain.Begin(isStopping: true);
        Assert.Equal(TimeSpan.FromSeconds(12.5), await _clock.NextWaitAsync());
        await Eventually.TrueAsync(() => polite.IsCut && _registry.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(12.5));
        await done.WaitAsync(Patience.Token);

        await Eventually.TrueAsync(() => stuck.IsCut);
        Assert.Equal((0, 1L), (_registry.Count, _counted["drain.cut"]));
        Assert.Contains("2 were told, 1 of them had to be cut", Assert.Single(_log.Of(1223)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_does_not_become_a_connection_holds_it_up_for_a_second_only()
    {
        var drain = Make();
        _registry.BeginRequest();

        var done = drain.Begin(isStopping: true);
        Assert.Equal(TimeSpan.FromSeconds(1), await _clock.NextWaitAsync());
        Assert.False(done.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await done.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task It_can_be_taken_back_before_anybody_was_told()
    {
        var drain = Make(options => options.ReadinessDelay = Delay);
        var client = Connect();

        var done = drain.Begin(isStopping: false);
        await _clock.NextWaitAsync();
        Assert.True(drain.TryTakeBack());
        await done.WaitAsync(Patience.Token);
        _clock.Advance(Delay);

        Assert.Equal((DrainState.Off, false, 0L, 0L), (drain.State, _registry.IsClosing, client.Unread(), _counted["drain.active"]));
        Assert.True(drain.TryTakeBack());
    }

    [Fact]
    public async Task It_can_be_taken_back_in_the_middle_and_those_who_were_not_told_stay()
    {
        var drain = Make();
        var clients = Enumerable.Range(0, 20).Select(_ => Connect()).ToList();

        var done = drain.Begin(isStopping: false);
        Assert.Equal(DrainPlan.Tick, await _clock.NextWaitAsync());
        Assert.True(drain.TryTakeBack());
        await done.WaitAsync(Patience.Token);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(5, clients.Count(client => client.Connection.IsEnding));
        Assert.False(_registry.IsClosing);
        var again = drain.Begin(isStopping: false);
        while (!again.IsCompleted) await PassTickAsync(again);
        Assert.Equal((0, true, 1L), (_registry.Count, _registry.IsClosing, _counted["drain.active"]));
    }

    [Fact]
    public async Task A_process_that_ends_joins_a_drain_that_runs_and_it_cannot_be_taken_back_any_more()
    {
        var drain = Make(options => options.ReadinessDelay = Delay);

        var byOperator = drain.Begin(isStopping: false);
        var atTheEnd = drain.Begin(isStopping: true);
        await _clock.PassNextWaitAsync();
        await Task.WhenAll(byOperator, atTheEnd).WaitAsync(Patience.Token);

        Assert.False(drain.TryTakeBack());
        Assert.Equal((DrainState.Drained, 1L), (drain.State, _counted["drain.active"]));
        Assert.Single(_log.Of(1221));
    }

    public void Dispose()
    {
        _counted.Dispose();
        _log.Dispose();
    }

    private Drain Make(Action<DrainOptions>? configure = null)
    {
        var options = Given.Options(all => configure?.Invoke(all.Drain));
        _registry = new ConnectionRegistry(new Admission(
            options, Given.Limiter(_clientsClock, options), new MemoryWatch(options, _clientsClock), _counted.Metrics, _clientsClock, NullLogger<Admission>.Instance));
        return new Drain(_registry, new Goodbye(options, _counted.Metrics), options, _counted.Metrics, _clock, _log.For<Drain>());
    }

    /// <param name="goes">Whether the connection is gone when it has been told to end.</param>
    /// <param name="roomFor">How many unread bytes hold up its next write.</param>
    private PipedClient Connect(bool goes = true, int roomFor = 1_048_576)
    {
        var client = new PipedClient(roomFor: roomFor, clock: _clientsClock);
        client.Connection.WhenGone = () => _registry.Remove(client.Connection);
        if (goes) client.Context.ConnectionAborted.Register(client.Connection.Gone);
        _registry.Add(client.Connection);
        return client;
    }

    private async Task PassTickAsync(Task done)
    {
        var wait = _clock.NextWaitAsync();
        if (await Task.WhenAny(wait, done) == wait) _clock.Advance(await wait);
    }
}
