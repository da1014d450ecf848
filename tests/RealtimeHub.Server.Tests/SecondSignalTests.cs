using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server;
using Xunit;

namespace RealtimeHub.Server.Tests;

public sealed class SecondSignalTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<int> _exits = [];

    [Fact]
    public void The_first_signal_and_its_echoes_are_for_the_host()
    {
        var signals = new SecondSignal(_clock, _exits.Add);

        signals.Came(130);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        signals.Came(143);

        Assert.Empty(_exits);
    }

    [Fact]
    public void A_second_one_ends_the_process_with_the_code_that_shells_expect()
    {
        var signals = new SecondSignal(_clock, _exits.Add);

        signals.Came(143);
        _clock.Advance(TimeSpan.FromSeconds(1));
        signals.Came(130);

        Assert.Equal([130], _exits);
    }
}
