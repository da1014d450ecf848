using RealtimeHub.Server.Tasks.Webhook;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class HostGateTests
{
    private static readonly Uri One = new("https://one.example.com/a");

    private readonly HostGate _gate = new(callsPerHost: 1);

    [Fact]
    public async Task One_call_after_the_other_comes_in_and_other_hosts_are_not_waited_for()
    {
        var first = await _gate.EnterAsync(One, CancellationToken.None);
        var second = _gate.EnterAsync(new Uri("https://ONE.example.com:443/b?c"), CancellationToken.None);
        using var other = await _gate.EnterAsync(new Uri("http://one.example.com/a"), CancellationToken.None);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second.WaitAsync(Patience.Token)).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_takes_no_turn_from_the_next()
    {
        using var patience = new CancellationTokenSource();
        var first = await _gate.EnterAsync(One, CancellationToken.None);
        var second = _gate.EnterAsync(One, patience.Token);
        var third = _gate.EnterAsync(One, CancellationToken.None);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        (await third.WaitAsync(Patience.Token)).Dispose();
    }

    [Fact]
    public async Task Hosts_that_nobody_calls_are_forgotten()
    {
        for (var i = 0; i < 10; i++) (await _gate.EnterAsync(new Uri($"https://{i}.example.com/"), CancellationToken.None)).Dispose();
        var first = await _gate.EnterAsync(One, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gate.EnterAsync(One, new CancellationToken(canceled: true)));
        Assert.Equal(1, _gate.Count);

        first.Dispose();

        Assert.Equal(0, _gate.Count);
    }
}
