using System.Buffers;
using System.IO.Pipelines;
using RealtimeHub.Transport.Buffers;

namespace RealtimeHub.Transport.Tests.Buffers;

/// <summary>What a pipe reader promises, kept by the input of a connection.</summary>
public sealed class ByteInputTests
{
    private const int Limit = 10;
    private readonly ByteInput _input;
    private int _wishes;

    public ByteInputTests() => _input = new ByteInput(Limit, () => _wishes++);

    [Fact]
    public void Nothing_is_read_before_something_comes()
    {
        Assert.False(_input.TryRead(out _));
        _input.Append([]);
        Assert.False(_input.TryRead(out _));
    }

    [Fact]
    public void What_was_looked_at_and_not_taken_comes_again_with_more()
    {
        _input.Append("abc"u8);
        Assert.Equal("abc", Read(consumed: 1, examined: 3));

        Assert.False(_input.TryRead(out _));
        _input.Append("d"u8);
        Assert.Equal("bcd", Read(consumed: 3, examined: 3));
        Assert.False(_input.TryRead(out _));
    }

    [Fact]
    public void What_was_not_looked_at_is_read_at_once()
    {
        _input.Append("abc"u8);
        Assert.Equal("abc", Read(consumed: 0, examined: 1));

        Assert.Equal("abc", Read(consumed: 3, examined: 3));
    }

    [Fact]
    public void What_the_reader_holds_does_not_move_when_more_comes_than_there_is_room_for()
    {
        var much = Enumerable.Range(0, 5_000).Select(i => (byte)i).ToArray();
        _input.Append("abcdef"u8);
        Assert.True(_input.TryRead(out var result));

        for (var i = 0; i < 3; i++) _input.Append(much);
        Assert.Equal("abcdef"u8.ToArray(), result.Buffer.ToArray());
        _input.AdvanceTo(result.Buffer.GetPosition(4), result.Buffer.End);

        Assert.True(_input.TryRead(out result));
        Assert.Equal([.. "ef"u8, .. much, .. much, .. much], result.Buffer.ToArray());
    }

    [Fact]
    public void Who_comes_after_the_reader_gets_what_he_left()
    {
        _input.Append("GET / frames"u8);
        Read(consumed: 6, examined: 6);
        _input.KeepForHeir();
        _input.Complete();
        _input.Append("!"u8);

        Assert.Equal("frames!"u8.ToArray(), _input.TakeRest());
        Assert.Empty(_input.TakeRest());
    }

    [Fact]
    public async Task A_read_waits_until_it_is_delivered()
    {
        var read = _input.ReadAsync().AsTask();
        _input.Append("a"u8);
        Assert.False(read.IsCompleted);

        _input.Deliver(inline: true);
        Assert.Equal("a"u8.ToArray(), (await read).Buffer.ToArray());
    }

    [Fact]
    public void A_second_read_at_the_same_time_is_refused()
    {
        _ = _input.ReadAsync().AsTask();

        Assert.Throws<InvalidOperationException>(() => { _ = _input.ReadAsync().AsTask(); });
    }

    [Fact]
    public async Task A_read_that_is_canceled_by_its_token_leaves_what_comes_to_the_next()
    {
        using var cancellation = new CancellationTokenSource();
        var read = _input.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Patience.Token));

        _input.Append("a"u8);
        _input.Deliver(inline: false);
        Assert.Equal("a", Read(consumed: 1, examined: 1));
    }

    [Fact]
    public async Task A_token_that_is_canceled_after_the_read_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var read = _input.ReadAsync(cancellation.Token).AsTask();
        _input.Append("a"u8);
        _input.Deliver(inline: false);
        var result = await read.WaitAsync(Patience.Token);
        await cancellation.CancelAsync();
        _input.AdvanceTo(result.Buffer.End);

        var next = _input.ReadAsync().AsTask();
        Assert.False(next.IsCompleted);
        _input.End(inline: false);
        Assert.True((await next.WaitAsync(Patience.Token)).IsCompleted);
    }

    [Fact]
    public async Task A_pending_read_can_be_canceled_and_only_that_one()
    {
        var read = _input.ReadAsync().AsTask();
        _input.CancelPendingRead();
        var canceled = await read.WaitAsync(Patience.Token);
        Assert.True(canceled.IsCanceled);
        _input.AdvanceTo(canceled.Buffer.Start);

        Assert.False(_input.TryRead(out _));
    }

    [Fact]
    public async Task A_cancellation_without_a_read_is_for_the_next()
    {
        _input.CancelPendingRead();
        var canceled = await _input.ReadAsync();
        Assert.True(canceled.IsCanceled);
        _input.AdvanceTo(canceled.Buffer.Start);

        Assert.False(_input.TryRead(out _));
    }

    [Fact]
    public void Without_room_nothing_is_wanted_until_the_reader_has_looked()
    {
        _input.Append(new byte[Limit - 1]);
        Assert.True(_input.HasRoom);
        _input.Append(new byte[1]);
        Assert.False(_input.HasRoom);

        Read(consumed: 0, examined: 0);
        Assert.Equal((false, 0), (_input.HasRoom, _wishes));

        // A message that is larger than the limit: looked at, and not taken.
        Read(consumed: 0, examined: Limit);
        Assert.Equal((true, 1), (_input.HasRoom, _wishes));
    }

    [Fact]
    public void The_end_is_told_with_what_came_before_it()
    {
        _input.Append("abc"u8);
        _input.End(inline: false);

        Assert.True(_input.TryRead(out var result));
        Assert.True(result.IsCompleted);
        Assert.Equal("abc"u8.ToArray(), result.Buffer.ToArray());
        _input.AdvanceTo(result.Buffer.End);
        Assert.True(_input.TryRead(out result));
        Assert.True(result.IsCompleted && result.Buffer.IsEmpty);
    }

    [Fact]
    public void What_comes_after_the_reader_is_done_is_dropped()
    {
        _input.Append("abc"u8);
        _input.Complete();
        _input.Append("def"u8);

        Assert.Empty(_input.TakeRest());
        Assert.True(_input.HasRoom);
    }

    private string Read(int consumed, int examined)
    {
        Assert.True(_input.TryRead(out var result));
        var text = System.Text.Encoding.ASCII.GetString(result.Buffer.ToArray());
        _input.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.GetPosition(examined));
        return text;
    }
}
