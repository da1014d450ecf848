using RealtimeHub.Tasks.Board;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <content>What is listed of all tasks.</content>
public abstract partial class BoardContract
{
    [Fact]
    public async Task Tasks_are_listed_newest_first_in_pages()
    {
        var board = await BoardAsync(_clock);
        var started = new List<TaskRecord>();
        foreach (var owner in (string[])["alice", "bob", "alice"]) started.Add(await StartAsync(board, Task(owner: owner)));
        await board.EndAsync((await board.ClaimAsync("a"))!, new AttemptEnd.Succeeded(null));

        Assert.Equal([started[2].Id, started[1].Id], await IdsAsync(new TaskQuery(null, null, null, null, 2)));
        Assert.Equal([started[0].Id], await IdsAsync(new TaskQuery(null, null, null, started[1].Id, 2)));
        Assert.Equal([started[2].Id, started[0].Id], await IdsAsync(new TaskQuery("a", "alice", null, null, 10)));
        Assert.Equal([started[0].Id], await IdsAsync(new TaskQuery(null, null, IsOpen: false, null, 10)));
        Assert.Equal([started[2].Id, started[1].Id], await IdsAsync(new TaskQuery(null, null, IsOpen: true, null, 10)));
        Assert.Empty(await IdsAsync(new TaskQuery("b", null, null, null, 10)));

        async Task<IEnumerable<string>> IdsAsync(TaskQuery query) => (await board.ListAsync(query)).Tasks.Select(task => task.Id);
    }

    [Fact]
    public async Task An_owner_lists_what_goes_on_of_his_own_wherever_it_stands()
    {
        var board = await BoardAsync(_clock);
        var hers = await StartAsync(board, Task(owner: "alice"));
        var over = await StartAsync(board, Task(owner: "alice"));
        await StartAsync(board, Task(owner: "bob"));
        await board.CancelAsync(over.Id);
        var open = new TaskQuery(null, "alice", IsOpen: true, null, 10);

        Assert.Equal([hers.Id], (await board.ListAsync(open)).Tasks.Select(task => task.Id));
        Assert.Empty((await board.ListAsync(open with { Before = hers.Id })).Tasks);
        Assert.Empty((await board.ListAsync(open with { Owner = "carol" })).Tasks);
        await board.CancelAsync(hers.Id);
        Assert.Empty((await board.ListAsync(open)).Tasks);
        Assert.Equal([over.Id, hers.Id], (await board.ListAsync(open with { IsOpen = null })).Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task A_list_looks_at_so_many_tasks_and_tells_where_to_go_on()
    {
        var board = await BoardAsync(_clock);
        var wanted = await StartAsync(board, Task(kind: "b"));
        var others = new List<TaskRecord>();
        for (var n = 0; n < 4; n++) others.Add(await StartAsync(board, Task()));
        var query = new TaskQuery("b", null, null, null, 1) { MostRead = 3 };

        var first = await board.ListAsync(query);
        var second = await board.ListAsync(query with { Before = first.ReadTo });

        Assert.Empty(first.Tasks);
        Assert.Equal(others[1].Id, first.ReadTo);
        Assert.Equal((wanted.Id, null), (Assert.Single(second.Tasks).Id, second.ReadTo));
    }
}
