using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Connections;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Connections;

/// <summary>Places below MaxConnections are taken when a connection begins, however many begin at the same moment.</summary>
public sealed class LeaseTests : IDisposable
{
    private readonly Counters _counted = new();
    private readonly ConnectionRegistry _registry;

    public LeaseTests()
    {
        var (options, clock) = (Given.Options(o => o.Connections.MaxConnections = 2), new FakeTimeProvider());
        _registry = new ConnectionRegistry(options, new MemoryWatch(options, clock), _counted.Metrics, clock, NullLogger<ConnectionRegistry>.Instance);
    }

    [Fact]
    public async Task Connections_that_are_still_shaking_hands_count()
    {
        var shaking = new TaskCompletionSource();
        var begun = Enumerable.Range(0, 2).Select(_ => _registry.TryRunAsync(_ => shaking.Task, opensConnection: true)).ToList();

        Assert.False(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
        shaking.SetResult();
        Assert.All(await Task.WhenAll(begun), Assert.True);
        Assert.True(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
    }

    [Fact]
    public async Task A_place_that_is_kept_is_free_when_the_connection_is_over()
    {
        List<ConnectionLease> kept = [];
        for (var i = 0; i < 2; i++) await _registry.TryRunAsync(KeepAsync, opensConnection: true);

        Assert.False(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));
        Assert.Equal(1, _counted["connections.refused"]);
        kept[0].Release();
        Assert.True(await _registry.TryRunAsync(_ => Task.CompletedTask, opensConnection: true));

        Task KeepAsync(ConnectionLease? lease)
        {
            lease!.KeepUntilReleased();
            kept.Add(lease);
            return Task.CompletedTask;
        }
    }

    public void Dispose() => _counted.Dispose();
}
