using System.Buffers;
using RealtimeHub.Transport.Buffers;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Buffers;

/// <summary>Writing to clients that do not read: flushes that wait.</summary>
public sealed class SocketOutputTests : IDisposable
{
    private const int SmallBuffer = 4_096;
    private const int Much = 2_000_000;

    private readonly TestLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task What_the_socket_takes_is_flushed_at_once()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.Write("hello"u8);
        Assert.Equal(5, output.UnflushedBytes);

        var flush = output.FlushAsync();
        Assert.True(flush.IsCompletedSuccessfully);
        Assert.False((await flush).IsCompleted);
        Assert.Equal("hello"u8.ToArray(), await pair.ReadAsync(5));
    }

    [Fact]
    public async Task A_flush_is_pending_until_the_client_has_read()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.Write(Counting(Much));
        var flush = output.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);

        Assert.Equal(Counting(Much), await pair.ReadAsync(Much));
        Assert.False((await flush.WaitAsync(Patience.Token)).IsCompleted);
        Assert.False(pair.Server.HasUnsent);
    }

    [Fact]
    public async Task What_is_written_without_a_copy_arrives_whole()
    {
        using var pair = await OpenAsync();
        var write = new SocketOutput(pair.Server).WriteAsync(Counting(Much)).AsTask();

        Assert.Equal(Counting(Much), await pair.ReadAsync(Much));
        await write.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task What_others_send_meanwhile_comes_after_what_is_pending()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        var direct = new SendWatch();
        output.Write(Counting(Much));
        var flush = output.FlushAsync().AsTask();

        Assert.Equal(SendResult.Pending, pair.Server.Send("first "u8, "second "u8.ToArray(), direct));
        Assert.Equal(SendResult.Pending, pair.Server.Send([], "third"u8.ToArray(), direct));
        Assert.Equal(CountingThen("first second third"), await pair.ReadAsync(Much + 18));
        await flush.WaitAsync(Patience.Token);
        Assert.Equal((true, true), (await direct.NextAsync(), await direct.NextAsync()));
    }

    [Fact]
    public async Task A_flush_that_was_canceled_is_sent_and_does_not_disturb_the_next()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.Write(Counting(Much));
        var canceled = output.FlushAsync().AsTask();
        output.CancelPendingFlush();
        Assert.True((await canceled.WaitAsync(Patience.Token)).IsCanceled);

        output.Write("after"u8);
        var next = output.FlushAsync().AsTask();
        Assert.False(next.IsCompleted);
        Assert.Equal(CountingThen("after"), await pair.ReadAsync(Much + 5));
        Assert.False((await next.WaitAsync(Patience.Token)).IsCanceled);
    }

    [Fact]
    public async Task A_token_ends_the_wait_for_a_flush_and_not_the_flush()
    {
        using var pair = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var output = new SocketOutput(pair.Server);
        var memory = Counting(Much);
        var canceled = output.WriteAsync(memory, stop.Token).AsTask();
        await stop.CancelAsync();
        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => canceled.WaitAsync(Patience.Token));
        Assert.Equal(stop.Token, thrown.CancellationToken);

        // It belongs to its owner again.
        memory.AsSpan().Clear();
        output.Write("after"u8);
        var next = output.FlushAsync(CancellationToken.None).AsTask();
        Assert.Equal(CountingThen("after"), await pair.ReadAsync(Much + 5));
        Assert.False((await next.WaitAsync(Patience.Token)).IsCanceled);
    }

    [Fact]
    public async Task A_token_that_was_canceled_before_keeps_what_was_written_for_the_next_flush()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.Write("kept "u8);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => output.FlushAsync(new CancellationToken(canceled: true)).AsTask());
        output.Write("sent"u8);
        await output.FlushAsync();

        Assert.Equal("kept sent"u8.ToArray(), await pair.ReadAsync(9));
    }

    [Fact]
    public async Task A_cancellation_without_a_flush_is_for_the_next()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.CancelPendingFlush();
        output.Write("a"u8);
        Assert.True((await output.FlushAsync()).IsCanceled);

        output.Write("b"u8);
        Assert.False((await output.FlushAsync()).IsCanceled);
        Assert.Equal("ab"u8.ToArray(), await pair.ReadAsync(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_ends_a_flush_that_is_pending(bool reset)
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        var direct = new SendWatch();
        output.Write(Counting(Much));
        var flush = output.FlushAsync().AsTask();
        pair.Server.Send([], "direct"u8.ToArray(), direct);

        if (reset) pair.Server.Abort();
        else pair.Server.Close();
        Assert.True((await flush.WaitAsync(Patience.Token)).IsCompleted);
        Assert.False(await direct.NextAsync());
        output.Write("late"u8);
        Assert.True((await output.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_second_flush_while_one_is_pending_is_refused()
    {
        using var pair = await OpenAsync();
        var output = new SocketOutput(pair.Server);
        output.Write(Counting(Much));
        _ = output.FlushAsync().AsTask();

        output.Write("more"u8);
        Assert.Throws<InvalidOperationException>(() => { _ = output.FlushAsync().AsTask(); });
    }

    [Fact]
    public async Task What_is_written_in_many_parts_goes_out_behind_its_head()
    {
        using var pair = await OpenAsync();
        var output = new HeadedOutput(pair.Server);
        for (var i = 0; i < 1_000; i++) output.Write(Counting(i % 7));
        var flush = output.FlushAsync().AsTask();

        var expected = Enumerable.Range(0, 1_000).SelectMany(i => Counting(i % 7)).ToArray();
        Assert.Equal(BitConverter.GetBytes(expected.Length), await pair.ReadAsync(sizeof(int)));
        Assert.Equal(expected, await pair.ReadAsync(expected.Length));
        await flush.WaitAsync(Patience.Token);

        await output.WriteAsync("once"u8.ToArray());
        Assert.Equal("\u0004\0\0\0once"u8.ToArray(), await pair.ReadAsync(8));
    }

    private Task<LoopPair> OpenAsync() => LoopPair.OpenAsync(_loop, new KeepingOwner(), SmallBuffer);

    private static byte[] CountingThen(string end) => [.. Counting(Much), .. System.Text.Encoding.ASCII.GetBytes(end)];

    private static byte[] Counting(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)(i * 31 >> 3);
        return bytes;
    }

    private sealed class HeadedOutput(LoopSocket socket) : SocketOutput(socket)
    {
        protected override int HeadRoom => 9;

        protected override int WriteHead(Span<byte> room, int payload)
        {
            BitConverter.TryWriteBytes(room[^sizeof(int)..], payload);
            return sizeof(int);
        }
    }
}
