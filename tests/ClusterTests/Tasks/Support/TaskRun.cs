using System.Collections.Concurrent;
using System.Globalization;
using RealtimeHub.TestKit.Processes;
using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>
/// Callers that start tasks on all nodes of a cluster, while a test does harm. What was accepted, what handlers wrote down and what became of each task goes to a judge: at the end nothing
/// is lost, no attempt was made twice, tasks with one key came one after the other, and all have ended.
/// </summary>
internal sealed class TaskRun : IAsyncDisposable
{
    private const int Reports = 20;
    private const int FaultsShown = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Campaign.Size(2, whenLong: 50));
    private static int _runs;

    private readonly TaskLane _lane;
    private readonly ConcurrentDictionary<string, AcceptedTask> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _cancelled = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly HashSet<int> _killed = [];
    private readonly List<TaskFollower> _followers = [];
    private readonly DateTimeOffset _since = TimeProvider.System.GetUtcNow();
    private readonly Pulse _moved = new();
    private readonly int _firstStep;
    private readonly long _endedBefore;
    private Task _calling = Task.CompletedTask;

    private TaskRun(TaskLane lane, TaskPlan plan, long endedBefore)
    {
        (_lane, Plan, _endedBefore, Name) = (lane, plan, endedBefore, $"run-{Interlocked.Increment(ref _runs)}");
        _firstStep = lane.Steps.Count;
        Calls = new TaskCalls([.. lane.Nodes.Select(node => node.Address)]);
    }

    public TaskPlan Plan { get; }

    public string Name { get; }

    public TaskCalls Calls { get; }

    public int Nodes => _lane.Nodes.Count;

    public static async Task<TaskRun> BeginAsync(TaskLane lane, TaskPlan plan)
    {
        var run = new TaskRun(lane, plan, await EndedAsync(lane));
        for (var node = 0; node < lane.Nodes.Count; node++) run._followers.Add(await TaskFollower.ConnectAsync(lane.Nodes, node));
        run._calling = Task.WhenAll(Enumerable.Range(0, plan.Tasks == 0 ? 0 : plan.Callers).Select(caller => Task.Run(new TaskCaller(run, caller).RunAsync)));
        return run;
    }

    /// <summary>A node answered that it has the task.</summary>
    public void Accepted(AcceptedTask task)
    {
        if (!_accepted.TryAdd(task.Id, task)) Fault($"{task.Id} was accepted twice");
        var count = _accepted.Count;
        if (count % Plan.FollowEvery == 0) _followers[count / Plan.FollowEvery % _followers.Count].Follow(task.Id);
        if (count % Math.Max(1, Plan.Tasks / Reports) == 0) Campaign.TellProgress($"{count:N0} of {Plan.Tasks:N0} tasks accepted; {this}");
        _moved.Beat();
    }

    /// <summary>Somebody is about to take it back.</summary>
    public void Cancelled(string id) => _cancelled[id] = true;

    public void Fault(string what)
    {
        _faults.Enqueue(what);
        _moved.Beat();
    }

    /// <summary>Waits until so many more tasks have been accepted, or all of them.</summary>
    public async Task AcceptsAsync(int tasks)
    {
        var target = Math.Min(Plan.Tasks, _accepted.Count + tasks);
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        await await Task.WhenAny(_calling, _moved.UntilAsync(() => _accepted.Count >= target || !_faults.IsEmpty, limit.Token));
        Assert.Empty(_faults);
    }

    /// <summary>Kills a node, whatever it does at that moment.</summary>
    public async Task KillAsync(NodeProcess node)
    {
        _killed.Add(node.ProcessId);
        await node.KillAsync();
    }

    /// <summary>Starts one task by itself.</summary>
    /// <returns>Its id, and the client that follows it on another node.</returns>
    public async Task<(string Id, TaskFollower Follower)> StartAsync(string kind, ChoreArgs args, int follower)
    {
        var key = $"{Name}-{_accepted.Count}";
        var task = await Calls.StartAsync(0, kind, args, key, key);
        _followers[follower].Follow(task.Id);
        _accepted[task.Id] = new AcceptedTask(task.Id, key, args.Sequence);
        return (task.Id, _followers[follower]);
    }

    /// <summary>Waits until all has ended, and checks everything that was seen.</summary>
    /// <returns>Who has checked it.</returns>
    public async Task<TaskJudge> EndsCleanAsync()
    {
        await _calling.WaitAsync(Patience, TimeProvider.System);
        await Poll.UntilAsync(async () => await EndedAsync(_lane) - _endedBefore >= _accepted.Count, Patience, () => $"not all have ended: {this}");
        foreach (var follower in _followers) await follower.EndsAsync(TaskLane.Lease * 4);
        var judge = new TaskJudge(_accepted, _cancelled.Keys, _killed);
        judge.Check(_lane.Steps.From(_firstStep));
        judge.Check(await Calls.ListAsync(_since));
        Campaign.TellResult($"{judge}; {this}");
        Assert.Empty(_faults.Concat(_followers.SelectMany(follower => follower.Faults)).Concat(judge.Faults).Concat(_lane.TakeErrors()).Take(FaultsShown));
        return judge;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Calls.Refusals:N0} refusals, {Calls.Silences:N0} times no answer, {_cancelled.Count:N0} cancels, {_killed.Count} kills, {_followers.Sum(follower => follower.Count.Followed):N0} tasks followed");

    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers) await follower.DisposeAsync();
        Calls.Dispose();
    }

    private static async Task<long> EndedAsync(TaskLane lane) => (await lane.Redis.CallAsync("ZCARD", "rh:t:{tasks}:ended")).Number;
}

/// <summary>A task as its caller knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its key.</param>
/// <param name="Sequence">Which of the tasks with that key it is, in the order of their start.</param>
internal sealed record AcceptedTask(string Id, string Key, int Sequence);
