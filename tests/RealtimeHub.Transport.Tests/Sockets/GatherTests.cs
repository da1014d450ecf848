using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Sockets;

/// <summary>What is pushed in quick succession goes out together, in order and soon.</summary>
public sealed class GatherTests : IDisposable
{
    private const int Limit = 65_536;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly TestLoop _loop;
    private readonly KeepingOwner _owner = new();

    public GatherTests()
    {
        _loop = new TestLoop(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task What_comes_after_a_pause_is_sent_at_once()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(SendResult.Done, Push(pair, "now"));
            Assert.Equal("now", await ReadAsync(pair, 3));
            _clock.Advance(Delay);
        }
    }

    [Fact]
    public async Task What_follows_it_closely_waits_for_one_round()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Push(pair, "first ");
        for (var i = 0; i < 100; i++) Assert.Equal(SendResult.Done, Push(pair, "x"));
        Assert.Equal("first ", await ReadAsync(pair, 6));
        await _loop.DoAsync(() => Assert.Equal(0, pair.Client.Available));

        _clock.Advance(Delay);
        Assert.Equal(new string('x', 100), await ReadAsync(pair, 100));
    }

    [Fact]
    public async Task An_answer_is_not_kept_back_and_nothing_overtakes()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Push(pair, "first ");
        Push(pair, "pushed ");
        _clock.Advance(TimeSpan.FromTicks(1));

        Push(pair, "answer", lastHeard: _clock.GetTimestamp());
        Assert.Equal("first pushed answer", await ReadAsync(pair, 19));
    }

    [Fact]
    public async Task Last_words_come_after_what_was_gathered()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Push(pair, "first ");
        Push(pair, "second ");
        Assert.Equal(SendResult.Done, pair.Server.SendLast("goodbye"u8.ToArray(), waiter: null));

        Assert.Equal("first second goodbye", await ReadAsync(pair, 20));
        Assert.Equal(SendResult.Closed, Push(pair, "late"));
    }

    [Fact]
    public async Task More_than_a_limit_is_not_kept_back()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Push(pair, "0");
        var much = new string('1', Limit / 2);
        Push(pair, much);
        Push(pair, much);
        Push(pair, "2");

        Assert.Equal("0" + much + much + "2", await ReadAsync(pair, Limit + 2));
    }

    [Fact]
    public async Task A_client_that_does_not_read_makes_the_next_push_pending()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner, buffers: 4_096);
        Push(pair, "0");
        var pushed = 1;
        var watch = new SendWatch();
        while (pair.Server.Push([], new byte[Limit / 2], watch, rented: null, Delay, lastHeard: 0) == SendResult.Done)
        {
            pushed += Limit / 2;
            Assert.True(pushed < 100_000_000, "A client that reads nothing has taken everything.");
        }

        await pair.ReadAsync(pushed + (Limit / 2));
        Assert.True(await watch.NextAsync());
    }

    [Fact]
    public async Task Closing_sends_what_was_gathered_first()
    {
        using var pair = await LoopPair.OpenAsync(_loop, _owner);
        Push(pair, "first");
        Push(pair, "second");
        pair.Server.Close();
        await _owner.Over;

        Assert.Equal("firstsecond", await ReadAsync(pair, 11));
        Assert.Equal(0, await pair.Client.ReceiveAsync(new byte[1], Patience.Token));
    }

    private static SendResult Push(LoopPair pair, string text, long lastHeard = 0) =>
        pair.Server.Push([], Encoding.ASCII.GetBytes(text), waiter: null, rented: null, Delay, lastHeard);

    private static async Task<string> ReadAsync(LoopPair pair, int count) => Encoding.ASCII.GetString(await pair.ReadAsync(count));
}
