using System.Net.Sockets;
using System.Threading.Channels;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.Tests.Support;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Tests.Sockets;

public sealed class LoopSocketTests : IDisposable
{
    private const int SmallBuffer = 4_096;
    private const int Much = 2_000_000;

    private static readonly WebSocketLimits Limits = new(TimeProvider.System, long.MaxValue, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(5));

    private readonly TestLoop _loop = new();
    private readonly KeepingOwner _owner = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task An_owner_that_wants_nothing_gets_nothing_until_it_asks()
    {
        _owner.WantsInput = false;
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        await pair.Client.SendAsync("held"u8.ToArray());
        var next = _owner.NextAsync();
        await _loop.DoAsync(() => Assert.False(next.IsCompleted));

        _owner.WantsInput = true;
        pair.Server.ReadOn();
        Assert.Equal("held"u8.ToArray(), await next);
    }

    [Fact]
    public async Task The_owner_is_told_once_that_the_socket_is_closed()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Parallel.For(0, 8, _ => pair.Server.Close());
        await _owner.Over;
        pair.Server.Abort();

        Assert.Equal(1, await _loop.DoAsync(() => _owner.TimesClosed));
        Assert.Equal(0, await _loop.DoAsync(() => _loop.Loop.WatchedCount));
    }

    [Fact]
    public async Task A_reset_by_the_client_closes_the_socket()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        pair.Client.Close(timeout: 0);

        await _owner.Over;
        Assert.Equal(SendResult.Closed, pair.Server.Send([], "late"u8.ToArray(), waiter: null));
    }

    [Fact]
    public async Task A_client_that_has_ended_before_its_socket_is_taken_over_is_noticed()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        pair.Client.Shutdown(SocketShutdown.Send);
        await Assert.ThrowsAsync<ChannelClosedException>(_owner.NextAsync);

        await _loop.DoAsync(() => new ListeningSocket(pair.Server, Limits).Begin([]));
        Assert.True(pair.Server.IsClosed);
    }

    [Fact]
    public async Task Nothing_is_sent_after_the_last_words()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Assert.Equal(SendResult.Done, pair.Server.SendLast("bye"u8.ToArray(), waiter: null));
        Assert.Equal(SendResult.Closed, pair.Server.Send([], "late"u8.ToArray(), waiter: null));
        pair.Server.EndOutput();

        Assert.Equal("bye"u8.ToArray(), await pair.ReadAsync(3));
        Assert.Equal(0, await pair.Client.ReceiveAsync(new byte[1], SocketFlags.None, Patience.Token));
    }

    [Fact]
    public async Task Last_words_wait_for_what_is_pending()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner, SmallBuffer);
        var last = new SendWatch();
        pair.Server.Send([], new byte[Much], waiter: null);
        Assert.Equal(SendResult.Pending, pair.Server.SendLast("bye"u8.ToArray(), last));

        Assert.Equal("bye"u8.ToArray(), (await pair.ReadAsync(Much + 3))[Much..]);
        Assert.True(await last.NextAsync());
    }

    [Fact]
    public async Task Sends_of_many_threads_arrive_whole()
    {
        const int Threads = 4, Each = 2_000, Size = 100;
        using var pair = await LoopPair.OpenAsync(_loop, _owner, SmallBuffer);
        var senders = Enumerable.Range(1, Threads).Select(number => Task.Run(() =>
        {
            var message = Enumerable.Repeat((byte)number, Size).ToArray();
            for (var i = 0; i < Each; i++) pair.Server.Send(message.AsSpan(0, i % Size), message.AsMemory(i % Size), waiter: null);
        })).ToList();

        var all = await pair.ReadAsync(Threads * Each * Size);
        await Task.WhenAll(senders);
        Assert.DoesNotContain(all.Chunk(Size), message => message.Distinct().Count() > 1);
        Assert.All(Enumerable.Range(1, Threads), number => Assert.Equal(Each, all.Chunk(Size).Count(message => message[0] == number)));
    }

    [Fact]
    public async Task Pings_that_come_while_the_client_does_not_read_are_answered_by_the_first_and_the_newest_pong()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner, SmallBuffer);
        var webSocket = new ListeningSocket(pair.Server, Limits);
        await _loop.DoAsync(() => webSocket.Begin([]));
        var direct = new SendWatch();
        pair.Server.Send([], new byte[Much], direct);
        for (var i = 1; i <= 5; i++) await pair.Client.SendAsync(ClientFrame.Ping($"{i}").ToBytes());
        await pair.Client.SendAsync(ClientFrame.Text("all are there").ToBytes());
        await webSocket.NextMessageAsync();

        Assert.Equal([0x8A, 1, (byte)'1', 0x8A, 1, (byte)'5'], (await pair.ReadAsync(Much + 6))[Much..]);
        Assert.True(await direct.NextAsync());

        // None is left that would come after a newer one.
        await pair.Client.SendAsync(ClientFrame.Ping("6").ToBytes());
        Assert.Equal([0x8A, 1, (byte)'6'], await pair.ReadAsync(3));
    }
}
