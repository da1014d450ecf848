using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Engine.Native;

namespace RealtimeHub.Load.Tests.Engine;

/// <summary>A loop that has much to do reads late. What is measured must not depend on that.</summary>
public sealed class ArrivalTests
{
    private const uint Tag = 7;
    private static readonly long Tolerance = Stopwatch.Frequency / 10_000; // how well the distance of two clocks is known

    [Fact]
    public void What_is_read_late_still_has_the_time_at_which_it_came()
    {
        // The machine may stand still between two looks at a clock: it does not do so each time.
        var isRight = false;
        for (var i = 0; i < 10 && !isRight; i++) isRight = IsTimeOfArrival();
        Assert.True(isRight);
    }

    private static bool IsTimeOfArrival()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var poll = new Poll();
        var socket = NativeSocket.Connect(InternetAddress.Of((IPEndPoint)server.LocalEndpoint), source: null, slow: false);
        poll.Add(socket, Tag, LinuxNumbers.Readable);
        using var peer = server.AcceptSocket();

        var before = Stopwatch.GetTimestamp();
        peer.Send([1, 2, 3]);
        while (poll.Wait(Timeout.Infinite) == 0) { } // interrupted
        var there = Stopwatch.GetTimestamp();
        BeBusyFor(10 * Tolerance);
        var (count, note) = Receive(socket);

        var time = new ArrivalClock().TimeOf(note, Stopwatch.GetTimestamp());
        Libc.Close(socket);
        Assert.Equal(3, count);
        return time >= before - Tolerance && time <= there + Tolerance;
    }

    [Fact]
    public void Without_a_note_it_came_when_it_was_read()
    {
        Assert.Equal(123, new ArrivalClock().TimeOf(default, now: 123));
    }

    [Fact]
    public void A_wall_clock_that_was_set_back_cannot_make_it_come_after_it_was_read()
    {
        var now = Stopwatch.GetTimestamp();
        var inAnHour = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var note = new ArrivalNote { Level = LinuxNumbers.LevelSocket, Kind = LinuxNumbers.OptionTimestamps, Seconds = inAnHour };

        Assert.Equal(now, new ArrivalClock().TimeOf(note, now));
    }

    // A loop is busy in just this way; it does not sleep.
    private static void BeBusyFor(long ticks)
    {
        for (var end = Stopwatch.GetTimestamp() + ticks; Stopwatch.GetTimestamp() < end;) Thread.SpinWait(10);
    }

    private static unsafe (int Count, ArrivalNote Note) Receive(int socket)
    {
        var buffer = stackalloc byte[16];
        return (NativeSocket.Receive(socket, buffer, 16, out var note), note);
    }
}
