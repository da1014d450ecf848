using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Limits;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Connections;

/// <summary>Who may connect.</summary>
public sealed class AdmissionTests : IDisposable
{
    private const long Memory = 100_000_000;

    private static readonly Visitor Nobody = new(User: null, Address: null, IsAnonymous: true);

    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();
    private readonly RecordedLog _log = new();
    private KnownMemory _memory = null!;

    public void Dispose() => _counted.Dispose();

    [Fact]
    public void Above_the_watermark_no_new_connection_is_taken()
    {
        var registry = new ConnectionRegistry(Make());
        _memory.Used = (Memory / 2) + 1;

        Assert.NotNull(registry.TryEnter(Nobody, out _));

        Assert.Equal(1, _counted["connections.refused"]);
        Assert.Contains(_log.Entries, entry => entry.EventId == 1203 && entry.Level == LogLevel.Warning);
    }

    [Fact]
    public void When_memory_is_free_again_new_connections_are_taken_after_a_second()
    {
        var admission = Make();
        _memory.Used = Memory;
        Assert.NotNull(admission.TryEnter(Nobody, out _));

        _memory.Used = Memory / 2;
        Assert.NotNull(admission.TryEnter(Nobody, out _));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(admission.TryEnter(Nobody, out _));
    }

    [Fact]
    public void Without_a_limit_the_watermark_is_a_share_of_what_the_process_may_use()
    {
        var watch = new MemoryWatch(Given.Options(), _clock);

        Assert.Equal((long)(0.9 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), watch.Watermark);
        Assert.False(watch.IsHigh);
    }

    [Fact]
    public void A_user_has_so_many_connections_wherever_they_come_from()
    {
        var admission = Make(limits => limits.User.MaxConnections = 2);
        var places = Enumerable.Range(1, 2).Select(i => Enter(admission, From($"192.0.2.{i}", "alice"))).ToList();

        var refusal = admission.TryEnter(From("192.0.2.3", "alice"), out _);
        Assert.False(refusal!.IsNode);
        Assert.Contains("Limits:User:MaxConnections", refusal.Reason, StringComparison.Ordinal);
        Assert.Null(admission.TryEnter(From("192.0.2.3", "bob"), out _));
        places[0].Release();
        Assert.Null(admission.TryEnter(From("192.0.2.3", "alice"), out _));
    }

    [Fact]
    public void An_address_has_so_many_connections_and_fewer_for_those_who_do_not_say_who_they_are()
    {
        var admission = Make(limits => (limits.Address.MaxConnections, limits.Address.MaxAnonymousConnections) = (3, 1));

        Enter(admission, From("2001:db8::1"));
        Assert.NotNull(admission.TryEnter(From("2001:db8::2"), out _));
        Enter(admission, From("2001:db8::3", "alice"));
        Enter(admission, From("2001:db8::4", "bob"));
        Assert.NotNull(admission.TryEnter(From("2001:db8::5", "carol"), out _));
        Assert.Null(admission.TryEnter(From("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void What_is_there_already_is_counted_and_told_to_go_when_it_is_too_much()
    {
        var admission = Make(limits => limits.Address.MaxConnections = 1, maxConnections: 2);
        admission.Enter(From("192.0.2.1", "alice"), out var first);
        var second = admission.Enter(From("192.0.2.1", "bob"), out var tooMany);
        Assert.Equal((null, false), (first, tooMany!.IsNode));
        admission.Enter(From("192.0.2.2", "carol"), out var full);
        Assert.True(full!.IsNode);

        second.Release();
        Assert.True(admission.TryEnter(From("192.0.2.3", "dave"), out _)!.IsNode);
    }

    [Fact]
    public void Who_is_refused_holds_no_place()
    {
        var admission = Make(limits => limits.Address.MaxConnections = 1, maxConnections: 2);
        var place = Enter(admission, From("192.0.2.1", "alice"));
        for (var i = 0; i < 10; i++) Assert.False(admission.TryEnter(From("192.0.2.1", "alice"), out _)!.IsNode);

        place.Release();
        Enter(admission, From("192.0.2.1", "alice"));
        Enter(admission, From("192.0.2.2", "alice"));
    }

    [Fact]
    public void New_connections_of_an_address_and_of_the_node_may_not_come_too_fast()
    {
        var admission = Make(limits => (limits.Address.Connects, limits.NewConnections) = (new(1, 2), new(1, 3)));
        for (var i = 0; i < 2; i++) Enter(admission, From("192.0.2.1")).Release();

        var tooFast = admission.TryEnter(From("192.0.2.1"), out _);
        Assert.Equal((false, TimeSpan.FromSeconds(1)), (tooFast!.IsNode, tooFast.RetryAfter));
        Enter(admission, From("192.0.2.2")).Release();
        Assert.True(admission.TryEnter(From("192.0.2.3"), out _)!.IsNode);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Enter(admission, From("192.0.2.1"));
    }

    [Fact]
    public void In_a_dry_run_everybody_is_let_in_and_counted()
    {
        var admission = Make(limits => (limits.DryRun, limits.User.MaxConnections) = (true, 1));
        for (var i = 0; i < 3; i++) Enter(admission, From("192.0.2.1", "alice"));

        Assert.Equal(2, _counted["limits"]);
    }

    private static Place Enter(Admission admission, Visitor visitor)
    {
        Assert.Null(admission.TryEnter(visitor, out var place));
        return place!;
    }

    private static Visitor From(string address, string? user = null) => new(user, AddressPrefix.Of(IPAddress.Parse(address)), user is null);

    private Admission Make(Action<LimitOptions>? configure = null, int maxConnections = 1_000)
    {
        var options = Given.Options(o =>
        {
            (o.Connections.MemoryLimit, o.Connections.MemoryWatermark, o.Connections.MaxConnections) = (Memory, 0.5, maxConnections);
            configure?.Invoke(o.Limits);
        });
        _memory = new KnownMemory(options, _clock);
        return new Admission(options, Given.Limiter(_clock, options, _counted.Metrics), _memory, _counted.Metrics, _clock, _log.For<Admission>());
    }

    /// <summary>The memory of this process cannot be set, so it is told.</summary>
    private sealed class KnownMemory(IOptions<RealtimeHubOptions> options, TimeProvider clock) : MemoryWatch(options, clock)
    {
        public long Used { get; set; }

        protected override long UsedBytes() => Used;
    }
}
