using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class InputWaitTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _other;

    public InputWaitTests()
    {
        _listener.Start();
        _socket.Connect(_listener.LocalEndpoint);
        _other = _listener.AcceptSocket();
    }

    [Fact]
    public void Without_input_it_ends_when_the_moment_has_come()
    {
        for (var i = 0; i < 20; i++)
        {
            var until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 3_000);
            Assert.False(InputWait.Until(_socket, until, default));
            Assert.True(Stopwatch.GetTimestamp() >= until);
        }
    }

    [Fact]
    public void What_is_there_already_is_seen_without_waiting()
    {
        Assert.False(InputWait.Until(_socket, 0, default));
        _other.Send([1]);
        Assert.True(InputWait.Until(_socket, 0, default));
    }

    [Fact]
    public async Task It_ends_when_input_comes()
    {
        var waiting = OnThreadOfItsOwn(() => InputWait.Until(_socket, long.MaxValue, default));
        _other.Send([1]);
        Assert.True(await waiting.WaitAsync(Patience.Token));
    }

    [Fact]
    public void The_end_of_a_connection_is_input()
    {
        _other.Dispose();
        Assert.True(InputWait.Until(_socket, long.MaxValue, Patience.Token));
    }

    [Fact]
    public async Task An_interrupted_run_does_not_wait()
    {
        using var stop = new CancellationTokenSource();
        var waiting = OnThreadOfItsOwn(() => InputWait.Until(_socket, long.MaxValue, stop.Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience.Token));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _other.Dispose();
        _listener.Dispose();
    }

    private static Task<bool> OnThreadOfItsOwn(Func<bool> wait) =>
        Task.Factory.StartNew(wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
