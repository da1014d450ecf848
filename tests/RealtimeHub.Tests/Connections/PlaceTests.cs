using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Connections;
using RealtimeHub.Limits;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Connections;

/// <summary>Places below MaxConnections are taken when a connection begins, however many begin at the same moment.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly Counters _counted = new();
    private readonly ConnectionRegistry _registry;

    public PlaceTests()
    {
        var (options, clock) = (Given.Options(o => o.Connections.MaxConnections = 2), new FakeTimeProvider());
        _registry = new ConnectionRegistry(new Admission(
            options, Given.Limiter(clock, options), new MemoryWatch(options, clock), _counted.Metrics, clock, NullLogger<Admission>.Instance));
    }

    [Fact]
    public void Connections_that_are_still_shaking_hands_count()
    {
        Assert.Null(Enter(out var first));
        Assert.Null(Enter(out _));

        Assert.True(Enter(out _)!.IsNode);
        Assert.Equal(1, _counted["connections.refused"]);
        first!.Release();
        Assert.Null(Enter(out _));
    }

    [Fact]
    public async Task The_shutdown_waits_for_requests_and_lets_no_connection_begin()
    {
        _registry.BeginRequest();
        _registry.TakeNoNew();
        await _registry.WhenEmptyAsync();
        var idle = _registry.WhenIdleAsync();

        Assert.True(Enter(out var place)!.IsNode);
        Assert.Null(place);
        Assert.False(idle.IsCompleted);
        Assert.Equal(1, _counted["connections.refused"]);
        _registry.EndRequest();
        await idle;
        _registry.TakeNew();
        Assert.Null(Enter(out _));
    }

    public void Dispose() => _counted.Dispose();

    private AdmissionRefusal? Enter(out Place? place) => _registry.TryEnter(new Visitor(User: null, Address: null, IsAnonymous: true), out place);
}
