using ClusterTests.Tasks.Support;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit.Processes;
using TaskNode;

namespace ClusterTests.Tasks;

/// <summary>A server by itself, without Redis, that keeps its tasks in a folder, is killed.</summary>
public sealed class TaskStateFolderTests : IDisposable
{
    private const int Waiting = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("tasks-").FullName;
    private readonly StepReader _steps;

    public TaskStateFolderTests()
    {
        File.WriteAllText(StepFile, "");
        _steps = new StepReader(StepFile);
    }

    private string StepFile => Path.Combine(_folder, "steps");

    [Fact]
    public async Task What_ran_and_what_waited_when_the_server_was_killed_goes_on_and_who_follows_it_sees_that()
    {
        await using var node = Node();
        await node.StartAsync();
        using var calls = new TaskCalls([node.Address]);
        var accepted = new List<AcceptedTask> { await AcceptAsync(calls, 0, holds: true) };
        for (var i = 1; i <= Waiting; i++) accepted.Add(await AcceptAsync(calls, i, holds: false));
        await using var client = await RealtimeHubClient.ConnectAsync(
            node.Address.ToString(), new RealtimeHubClientOptions { Reconnect = new ReconnectOptions { MinDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) } });
        await using var runs = new Followed(client.FollowTask(accepted[0].Id));
        await using var waits = new Followed(client.FollowTask(accepted[^1].Id));
        await runs.SeesAsync(TaskState.Running);
        await waits.SeesAsync(TaskState.Queued);
        var killed = node.ProcessId;

        await node.KillAsync();
        await node.StartAsync();

        Assert.Equal([(TaskState.Running, 1), (TaskState.Succeeded, 2)], (await runs.EndsAsync()).Select(report => (report.State, report.Attempt)).Where(seen => seen is (TaskState.Running, 1) or (TaskState.Succeeded, _)).Distinct());
        Assert.Equal([TaskState.Queued, TaskState.Succeeded], (await waits.EndsAsync()).Select(report => report.State).Where(state => state != TaskState.Running));
        await EndsCleanAsync(calls, accepted, killed);
        Assert.Empty(node.Log.TakeErrors());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One task after the other, so that the others wait as long as the first one holds its worker.</summary>
    private NodeProcess Node() => new(
        "TaskNode.dll", [$"--{StepWriter.Setting}={StepFile}"], [("Tasks:StateFolder", Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName), ($"Tasks:Kinds:{Chores.Kind}:Workers", "1")]);

    private static async Task<AcceptedTask> AcceptAsync(TaskCalls calls, int number, bool holds)
    {
        var key = $"key-{number}";
        return new AcceptedTask((await calls.StartAsync(0, Chores.Kind, new ChoreArgs { Sequence = 0, Holds = holds }, key, key)).Id, key, 0);
    }

    /// <summary>All have ended, in their order, and only the one that ran needed a second attempt.</summary>
    private async Task EndsCleanAsync(TaskCalls calls, List<AcceptedTask> accepted, int killed)
    {
        var reports = new List<TaskReport>();
        await Poll.UntilAsync(async () => (reports = await calls.ListAsync(DateTimeOffset.MinValue)).TrueForAll(report => report.State.IsFinal()), Limit, () => string.Join('\n', reports));
        var judge = new TaskJudge(accepted.ToDictionary(task => task.Id), [], new HashSet<int> { killed });
        judge.Check(_steps.From(0));
        judge.Check(reports);
        Assert.Empty(judge.Faults);
        Assert.Equal(1, judge.CutShort);
        Assert.Equal(
            [(accepted[0].Id, 1), (accepted[0].Id, 2), .. accepted.Skip(1).Select(task => (task.Id, 1))],
            _steps.From(0).Where(step => step.Kind == StepKind.Begun).Select(step => (step.Task, step.Attempt)));
    }

    /// <summary>A task as a client sees it, from state to state.</summary>
    private sealed class Followed : IAsyncDisposable
    {
        private readonly HubTask _task;
        private readonly List<TaskReport> _seen = [];
        private readonly Pulse _moved = new();
        private readonly Task _reading;

        public Followed(HubTask task)
        {
            _task = task;
            _reading = ReadAsync();
        }

        public Task SeesAsync(TaskState state) => _moved.UntilAsync(
            () =>
            {
                lock (_seen) return _seen.Exists(report => report.State == state);
            },
            Patience.Token);

        /// <returns>All reports, when the last one has come.</returns>
        public async Task<IReadOnlyList<TaskReport>> EndsAsync()
        {
            await _reading.WaitAsync(Limit, TimeProvider.System);
            return _seen;
        }

        public ValueTask DisposeAsync() => _task.DisposeAsync();

        private async Task ReadAsync()
        {
            await foreach (var report in _task)
            {
                lock (_seen) _seen.Add(report);
                _moved.Beat();
            }
        }
    }
}
