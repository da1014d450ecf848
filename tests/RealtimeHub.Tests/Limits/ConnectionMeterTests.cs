using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Limits;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Limits;

public sealed class ConnectionMeterTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _counted.Dispose();

    [Fact]
    public void Each_command_has_a_limit_of_its_own()
    {
        var meter = Meter(limits => (limits.Connection.History, limits.Connection.Subscribe) = (new(1, 2), new(1, 3)));

        Assert.Equal(2, CountAllowed(meter, Command.History));
        Assert.Equal(3, CountAllowed(meter, Command.Subscribe));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, CountAllowed(meter, Command.History));
    }

    [Fact]
    public void Everything_takes_from_the_total_and_what_costs_more_takes_more()
    {
        var meter = Meter(limits => (limits.Connection.Total, limits.Connection.History) = (new(1, 11), RateLimit.Off));

        Assert.Equal(2, CountAllowed(meter, Command.History));
        Assert.Equal(1, CountAllowed(meter, Command.Message));
        Assert.Equal(0, CountAllowed(meter, Command.Unsubscribe));
    }

    [Fact]
    public void What_is_refused_does_not_take_from_the_total()
    {
        var meter = Meter(limits => (limits.Connection.Total, limits.Connection.Publish) = (new(1, 10), new(1, 1)));

        Assert.Equal(1, CountAllowed(meter, Command.Publish));
        Assert.Equal(9, CountAllowed(meter, Command.Message));
    }

    [Fact]
    public void All_connections_of_a_user_share_a_limit_and_so_do_those_of_an_address()
    {
        var limiter = Limiter(limits => (limits.User.Total, limits.Address.Total) = (new(1, 7), new(1, 10)));
        var (user, address) = (new Party(), new Party());

        Assert.Equal(7, CountAllowed(new ConnectionMeter(limiter, user, address), Command.Message));
        Assert.Equal(0, CountAllowed(new ConnectionMeter(limiter, user, address), Command.Message));
        Assert.Equal(3, CountAllowed(new ConnectionMeter(limiter, new Party(), address), Command.Message));
        Assert.Equal(10, CountAllowed(new ConnectionMeter(limiter, user: null, new Party()), Command.Message));
    }

    [Fact]
    public void A_namespace_can_have_limits_in_place_of_those_of_a_connection()
    {
        var meter = new ConnectionMeter(LimiterFrom(options =>
        {
            options.Limits.Connection.Subscribe = new(1, 2);
            options.Namespaces["prices"] = new() { Limits = new() { Subscribe = new RateLimit(1, 4) } };
            options.Namespaces["free"] = new() { Limits = new() { Subscribe = RateLimit.Off } };
        }), user: null, address: null);

        Assert.Equal(4, CountAllowed(meter, Command.Subscribe, "prices:eur"));
        Assert.Equal(2, CountAllowed(meter, Command.Subscribe, "other:eur"));
        Assert.Equal(0, CountAllowed(meter, Command.Subscribe, "prices"));
        Assert.Equal(100, CountAllowed(meter, Command.Subscribe, "free:x"));
    }

    [Fact]
    public void A_dry_run_allows_and_counts()
    {
        var meter = Meter(limits => limits.Connection.Publish = new(1, 1, IsDryRun: true));

        Assert.Equal(100, CountAllowed(meter, Command.Publish));
        Assert.Equal(99, _counted["limits"]);
    }

    [Fact]
    public void Switched_off_nothing_is_limited()
    {
        var meter = Meter(limits => (limits.Enabled, limits.Connection.Total) = (false, new(1, 1)));

        Assert.Equal(100, CountAllowed(meter, Command.Publish));
        Assert.Equal(0, _counted["limits"]);
    }

    [Fact]
    public void Who_is_refused_too_often_is_to_go_and_come_back_later()
    {
        var meter = Meter(limits => limits.Refusals = new(0.5, 10));
        for (var i = 0; i < 10; i++) Assert.Null(meter.NoteRefusal());

        Assert.Equal(TimeSpan.FromSeconds(20), meter.NoteRefusal());
    }

    [Fact]
    public void A_limit_that_is_reached_is_counted_each_time_and_logged_now_and_then()
    {
        var meter = Meter(limits => limits.Connection.Publish = new(0.001, 1));
        CountAllowed(meter, Command.Publish);
        _clock.Advance(TimeSpan.FromSeconds(10));
        CountAllowed(meter, Command.Publish);

        Assert.Equal(199, _counted["limits"]);
        Assert.Equal(2, _log.Entries.Count(entry => entry.EventId == 1401 && entry.Level == LogLevel.Information));
    }

    [Fact]
    public void A_whole_message_is_a_sign_of_life()
    {
        var meter = Meter(_ => { });
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), meter.Silence);
        meter.Take(Command.Message, topic: null);

        Assert.Equal(TimeSpan.Zero, meter.Silence);
    }

    private static int CountAllowed(ConnectionMeter meter, Command command, string? topic = null) =>
        Enumerable.Range(0, 100).Count(_ => meter.Take(command, topic) == 0);

    private ConnectionMeter Meter(Action<LimitOptions> configure) => new(Limiter(configure), user: null, address: null);

    /// <summary>Only what a test sets is limited.</summary>
    private Limiter Limiter(Action<LimitOptions> configure) => LimiterFrom(options => configure(options.Limits));

    private Limiter LimiterFrom(Action<RealtimeHubOptions> configure) => new(
        Given.Options(options =>
        {
            var off = RateLimit.Off;
            options.Limits.Connection = new() { Subscribe = off, Publish = off, History = off, Presence = off, Refresh = off, Default = off, Total = off };
            (options.Limits.User, options.Limits.Address) = (new() { Publish = off, Total = off }, new() { Total = off });
            configure(options);
        }), _clock, _counted.Metrics, _log.For<Limiter>());
}
