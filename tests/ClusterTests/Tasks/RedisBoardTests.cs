using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Cluster;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Cluster.Tasks;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.TestKit.Processes;
using RealtimeHub.Tests.Tasks;

namespace ClusterTests.Tasks;

/// <summary>The board that nodes share: the same as the board of one node, and it outlives any of them.</summary>
public sealed class RedisBoardTests : BoardContract, IAsyncDisposable
{
    private readonly FakeTimeProvider _clockOfTasks = new(TimeProvider.System.GetUtcNow());
    private readonly List<TestServer> _nodes = [];
    private RedisProcess? _redis;

    [Fact]
    public async Task What_a_dead_node_worked_on_is_another_ones_next_attempt_when_its_lease_is_over()
    {
        var (dead, alive) = (await BoardAsync(TimeProvider.System), await BoardAsync(TimeProvider.System));
        var started = await StartAsync(dead, Task());
        var claimed = (await dead.ClaimAsync("a"))!;
        Assert.Null(await alive.ClaimAsync("a"));

        await EndLeaseAsync(started.Id);
        var changed = Assert.Single(await alive.KeepAsync());

        Assert.Equal((started.Id, TaskState.Queued), (changed.Id, changed.State));
        var again = (await alive.ClaimAsync("a"))!;
        Assert.Equal((started.Id, 2), (again.Id, again.Attempt));
        Assert.Null(await dead.EndAsync(claimed, new AttemptEnd.Succeeded(null)));
        Assert.Null(await dead.NoteAsync(claimed, 10, null));
        Assert.Equal(TaskState.Succeeded, (await alive.EndAsync(again, new AttemptEnd.Succeeded(null)))!.State);
    }

    [Fact]
    public async Task A_node_that_is_told_too_late_stops_when_it_renews_its_leases()
    {
        var (slow, other) = (await BoardAsync(TimeProvider.System), await BoardAsync(TimeProvider.System));
        var started = await StartAsync(slow, Task());
        await slow.ClaimAsync("a");
        await EndLeaseAsync(started.Id);
        await other.KeepAsync();
        var unwanted = new List<string>();
        slow.Unwanted += (id, attempt) => unwanted.Add($"{id} {attempt}");

        await slow.KeepAsync();

        Assert.Contains($"{started.Id} 1", unwanted);
    }

    [Fact]
    public async Task Leases_that_are_renewed_do_not_end()
    {
        var (first, second) = (await BoardAsync(TimeProvider.System), await BoardAsync(TimeProvider.System));
        var started = await StartAsync(first, Task());
        await first.ClaimAsync("a");
        await EndLeaseAsync(started.Id);

        await first.KeepAsync();

        Assert.Empty(await second.KeepAsync());
        Assert.Null(await second.ClaimAsync("a"));
    }

    [Fact]
    public async Task A_task_that_its_nodes_die_of_again_and_again_has_failed()
    {
        var (board, other) = (await BoardAsync(TimeProvider.System), await BoardAsync(TimeProvider.System));
        var (started, next) = (await StartAsync(board, Task(key: "k")), await StartAsync(board, Task(key: "k")));
        for (var i = 0; i <= TaskRecord.MostLosses; i++)
        {
            Assert.Equal((started.Id, i + 1), (await board.ClaimAsync("a")) is { } claimed ? (claimed.Id, claimed.Attempt) : default);
            await EndLeaseAsync(started.Id);
            await other.KeepAsync();
        }

        var lost = (await board.FindAsync(started.Id))!;
        Assert.Equal((TaskState.Failed, TaskFaults.NodeLost), (lost.State, lost.Error!.Code));
        Assert.Equal(next.Id, (await board.ClaimAsync("a"))!.Id);
    }

    [Fact]
    public async Task An_end_that_a_node_could_not_tell_any_more_is_told_by_another_one()
    {
        var (dead, alive) = (await BoardAsync(TimeProvider.System), await BoardAsync(TimeProvider.System));
        var started = await StartAsync(dead, Task());
        await dead.EndAsync((await dead.ClaimAsync("a"))!, new AttemptEnd.Succeeded(null));
        Assert.Empty(await alive.KeepAsync());

        await _redis!.CallAsync("ZADD", "rh:t:{tasks}:untold", "1", started.Id);
        var untold = Assert.Single(await alive.KeepAsync());
        Assert.Equal((started.Id, TaskState.Succeeded), (untold.Id, untold.State));
        Assert.Empty(await alive.KeepAsync());
        alive.Told(started.Id);

        await Poll.UntilAsync(async () => (await _redis!.CallAsync("ZCARD", "rh:t:{tasks}:untold")).Number == 0, TimeSpan.FromSeconds(10), () => "it is not noted");
    }

    [Fact]
    public async Task What_goes_on_is_listed_without_reading_what_has_ended()
    {
        var board = await BoardAsync(TimeProvider.System);
        var open = await StartAsync(board, Task(owner: "alice"));
        for (var n = 0; n < 20; n++) await board.CancelAsync((await StartAsync(board, Task(owner: "alice"))).Id);
        var before = await ReadAsync();

        var query = new TaskQuery(null, null, IsOpen: true, null, 10);
        Assert.Equal(open.Id, Assert.Single((await board.ListAsync(query)).Tasks).Id);
        Assert.Equal(open.Id, Assert.Single((await board.ListAsync(query with { Owner = "alice" })).Tasks).Id);
        Assert.Equal(before + 2, await ReadAsync());

        async Task<long> ReadAsync()
        {
            var calls = (await _redis!.CallAsync("INFO", "commandstats")).Text.Split('\n').Single(line => line.StartsWith("cmdstat_hgetall:", StringComparison.Ordinal));
            return long.Parse(calls.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task What_becomes_of_a_task_is_news_although_Redis_has_lost_what_was_told_last()
    {
        var board = await BoardAsync(TimeProvider.System);
        await StartAsync(board, Task());
        var claimed = (await board.ClaimAsync("a"))!;
        for (var n = 1; n < 20; n++) await board.NoteAsync(claimed, n, null);
        var told = (await board.NoteAsync(claimed, 20, null))!;

        await _redis!.CallAsync("HSET", $"rh:t:{{tasks}}:task:{claimed.Id}", "version", $"{claimed.Version}", "percent", "1");
        var ended = (await board.EndAsync(claimed, new AttemptEnd.Succeeded(null)))!;

        Assert.True(ended.Version > told.Version, $"{ended.Version} does not come after {told.Version}");
    }

    [Fact]
    public async Task A_task_that_cannot_be_read_is_passed_over_and_the_others_are_looked_after()
    {
        var board = await BoardAsync(TimeProvider.System);
        var (gone, newer, fine) = (await EndedAsync(), await EndedAsync(), await EndedAsync());
        await _redis!.CallAsync("DEL", $"rh:t:{{tasks}}:task:{gone.Id}");
        await _redis.CallAsync("HSET", $"rh:t:{{tasks}}:task:{newer.Id}", "state", "ofAnotherVersion");
        foreach (var task in new[] { gone, newer, fine }) await _redis.CallAsync("ZADD", "rh:t:{tasks}:untold", "1", task.Id);

        Assert.Equal([fine.Id], (await board.KeepAsync()).Select(task => task.Id));
        Assert.Equal([fine.Id], (await board.ListAsync(TaskQuery.All)).Tasks.Select(task => task.Id));
        Assert.Null(await board.FindAsync(gone.Id));
        await Assert.ThrowsAsync<BoardUnavailableException>(async () => await board.FindAsync(newer.Id));

        // Somebody else may be able to tell of it.
        Assert.Equal(new[] { newer.Id, fine.Id }.Order(), (await _redis.CallAsync("ZRANGE", "rh:t:{tasks}:untold", "0", "-1")).Items.Select(id => id.Text).Order());

        async Task<TaskRecord> EndedAsync()
        {
            await StartAsync(board, Task());
            return (await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Succeeded(null)))!;
        }
    }

    [Fact]
    public async Task Nothing_is_left_of_tasks_that_are_forgotten()
    {
        var board = await BoardAsync(_clockOfTasks);
        var keyed = await StartAsync(board, Task(key: "k", owner: "alice") with { IdempotencyKey = "i", Fingerprint = "f" });
        await StartAsync(board, Task(owner: "alice"));
        for (var i = 0; i < 2; i++) await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Failed(new TaskFault("f", "f"), TimeSpan.FromSeconds(1)));
        await board.CancelAsync(keyed.Id);
        _clockOfTasks.Advance(TimeSpan.FromSeconds(2));
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Succeeded("1"u8.ToArray()));

        _clockOfTasks.Advance(Options.KeepEnded + TimeSpan.FromSeconds(1));
        await board.KeepAsync();

        Assert.Equal(["rh:t:{tasks}:counts"], (await _redis!.CallAsync("KEYS", "rh:t:*")).Items.Select(key => key.Text));
    }

    [Fact]
    public async Task A_report_that_comes_late_does_not_take_the_place_of_a_newer_one()
    {
        await BoardAsync(TimeProvider.System);
        await BoardAsync(TimeProvider.System);

        var newer = await TellAsync(node: 0, version: 2);
        var older = await TellAsync(node: 1, version: 1);
        var newest = await TellAsync(node: 1, version: 3);

        Assert.IsType<PublishOutcome.Accepted>(newer);
        Assert.IsType<PublishOutcome.Duplicate>(older);
        Assert.Equal(2, Assert.IsType<PublishOutcome.Accepted>(newest).Position.Offset);
    }

    [Fact]
    public async Task A_report_comes_again_when_its_topic_has_dropped_it_for_its_age_and_no_older_one_does()
    {
        await BoardAsync(TimeProvider.System);
        await TellAsync(node: 0, version: 2);
        Assert.IsType<PublishOutcome.Duplicate>(await TellAsync(node: 0, version: 2));

        await _redis!.CallAsync("DEL", _nodes[0].Services.GetRequiredService<RedisLink>().Keys.Stream(TopicName.Parse("task:1")).ToString());

        Assert.IsType<PublishOutcome.Duplicate>(await TellAsync(node: 0, version: 1));
        Assert.IsType<PublishOutcome.Accepted>(await TellAsync(node: 0, version: 2));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    private protected override async ValueTask<ITaskBoard> BoardAsync(TimeProvider clock)
    {
        _redis ??= await RedisProcess.StartAsync();
        _nodes.Add(await SharedServer.StartNodeAsync(_redis, TimeProvider.System, ("Tasks:KeepEnded", $"{Options.KeepEnded}"), ("Tasks:MaxTasks", $"{Options.MaxTasks}"), ("Tasks:Lease", "00:10:00")));

        // A node whose own clock leaps would find that nothing arrives from Redis.
        var (services, link) = (_nodes[^1].Services, _nodes[^1].Services.GetRequiredService<RedisLink>());
        var scripts = new TaskScripts(link, services.GetRequiredService<RedisScripts>(), clock);
        return new RedisBoard(link, scripts, services.GetRequiredService<NodeDirectory>(), services.GetRequiredService<ClusterMetrics>(), clock, services.GetRequiredService<IOptions<RealtimeHubOptions>>(), NullLogger<RedisBoard>.Instance);
    }

    private async Task<PublishOutcome> TellAsync(int node, long version) =>
        await _nodes[node].Publisher.PublishAsync(new PublishRequest(TopicName.Parse("task:1"), EventData.FromValue(version)) { Version = version });

    private Task<RespValue> EndLeaseAsync(string id) => _redis!.CallAsync("ZADD", "rh:t:{tasks}:leases", "1", id);
}
