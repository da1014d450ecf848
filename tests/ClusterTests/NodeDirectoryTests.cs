using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Hosting;

namespace ClusterTests;

/// <summary>Who is thought to be there.</summary>
public sealed class NodeDirectoryTests : IAsyncLifetime
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(25);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<WebApplication> _apps = [];
    private RedisProcess _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task After_an_outage_of_Redis_the_others_have_the_whole_time_to_come_back()
    {
        var (here, there) = (await JoinAsync(), await JoinAsync());
        await here.BeatAsync();
        Assert.Equal(2, here.Live.Count);

        // While Redis is away nobody can tell that he is there; when it is back, the first one finds the others too old.
        _clock.Advance(4 * Expiry);
        await _redis.CallAsync("FLUSHALL");
        await here.BeatAsync();
        Assert.Contains(there.Id, here.Live.Select(node => node.Id));

        await there.BeatAsync();
        await here.BeatAsync();
        Assert.Equal(2, here.Live.Count);
    }

    [Fact]
    public async Task A_node_that_does_not_come_back_is_gone_in_time()
    {
        var (here, there) = (await JoinAsync(), await JoinAsync());
        var gone = new List<string>();
        here.Gone += gone.Add;
        await here.BeatAsync();
        await _redis.CallAsync("FLUSHALL");
        for (var passed = TimeSpan.Zero; passed < Expiry; passed += Heartbeat)
        {
            Assert.Empty(gone);
            _clock.Advance(Heartbeat);
            await here.BeatAsync();
        }

        Assert.Equal([there.Id], gone);
        Assert.Equal([here.Id], here.Live.Select(node => node.Id));
    }

    /// <summary>A node that tells that it is there only when it is asked to: it is not started.</summary>
    private async Task<NodeDirectory> JoinAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["RealtimeHub:Redis:Configuration"] = _redis.Address;
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.AddRealtimeHub();
        _apps.Add(builder.Build());
        await _apps[^1].Services.GetRequiredService<RedisLink>().ConnectAsync();
        var directory = _apps[^1].Services.GetRequiredService<NodeDirectory>();
        await directory.BeatAsync();
        return directory;
    }
}
