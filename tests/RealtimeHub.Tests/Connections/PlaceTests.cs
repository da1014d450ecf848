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
    public async Task Connections_that_are_still_shaking_hands_count()
    {
        var shaking = new TaskCompletionSource();
        var begun = Enumerable.Range(0, 2).Select(_ => BeginAsync(_ => shaking.Task)).ToList();

        Assert.NotNull(await BeginAsync(_ => Task.CompletedTask));
        shaking.SetResult();
        Assert.All(await Task.WhenAll(begun), Assert.Null);
        Assert.Null(await BeginAsync(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_place_that_is_kept_is_free_when_the_connection_is_over()
    {
        List<Place> kept = [];
        for (var i = 0; i < 2; i++) await BeginAsync(KeepAsync);

        Assert.True((await BeginAsync(_ => Task.CompletedTask))!.IsNode);
        Assert.Equal(1, _counted["connections.refused"]);
        kept[0].Release();
        Assert.Null(await BeginAsync(_ => Task.CompletedTask));

        Task KeepAsync(Place place)
        {
            place.KeepUntilReleased();
            kept.Add(place);
            return Task.CompletedTask;
        }
    }

    public void Dispose() => _counted.Dispose();

    private Task<AdmissionRefusal?> BeginAsync(Func<Place, Task> request) =>
        _registry.TryBeginAsync(new Visitor(User: null, Address: null, IsAnonymous: true), request);
}
