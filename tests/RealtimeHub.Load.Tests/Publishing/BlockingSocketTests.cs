using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class BlockingSocketTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly long Tolerance = Stopwatch.Frequency / 10_000; // how well the distance of two clocks is known

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly BlockingSocket _tested;
    private readonly Socket _peer;

    public BlockingSocketTests()
    {
        _server.Start();
        _tested = BlockingSocket.Connect("127.0.0.1", ((IPEndPoint)_server.LocalEndpoint).Port, Limit, Patience.Token);
        _peer = _server.AcceptSocket();
    }

    [Fact]
    public void What_is_read_late_still_has_the_time_at_which_it_came()
    {
        // The machine may stand still between two looks at a clock: it does not do so each time.
        var isRight = false;
        for (var i = 0; i < 10 && !isRight; i++) isRight = IsTimeOfArrival();
        Assert.True(isRight);
    }

    [Fact]
    public void The_end_is_no_bytes()
    {
        _peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, _tested.Receive(new byte[16]));
    }

    [Fact]
    public void A_connection_that_is_reset_says_so()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();
        var failure = Assert.Throws<SocketException>(() => _tested.Receive(new byte[16]));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        Assert.False(BlockingSocket.HasTimedOut(failure));
    }

    [Fact]
    public void It_waits_and_gives_up_who_says_nothing_for_too_long()
    {
        var limit = TimeSpan.FromMilliseconds(30);
        using var tested = BlockingSocket.Connect("127.0.0.1", ((IPEndPoint)_server.LocalEndpoint).Port, limit, Patience.Token);
        var start = Stopwatch.GetTimestamp();
        Assert.True(BlockingSocket.HasTimedOut(Assert.Throws<SocketException>(() => tested.Receive(new byte[16]))));
        Assert.True(Stopwatch.GetElapsedTime(start) > limit / 2);
    }

    public void Dispose()
    {
        _tested.Dispose();
        _peer.Dispose();
        _server.Dispose();
    }

    private bool IsTimeOfArrival()
    {
        var before = Stopwatch.GetTimestamp();
        _peer.Send([1, 2, 3]);
        Assert.True(_tested.WaitForInput(long.MaxValue, Patience.Token));
        var there = Stopwatch.GetTimestamp();
        for (var end = there + (10 * Tolerance); Stopwatch.GetTimestamp() < end;) Thread.SpinWait(10); // as a core is that is busy with other things
        Assert.Equal(3, _tested.Receive(new byte[16]));
        return _tested.LastArrival >= before - Tolerance && _tested.LastArrival <= there + Tolerance;
    }
}
