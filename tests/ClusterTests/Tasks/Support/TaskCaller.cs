using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>Starts tasks one after the other, so that it knows the order of those with one key; takes some back, and starts some twice.</summary>
/// <param name="run">What it is a part of.</param>
/// <param name="number">Which caller.</param>
internal sealed class TaskCaller(TaskRun run, int number)
{
    private readonly TaskPlan _plan = run.Plan;
    private readonly Random _lots = new(number);

    /// <summary>Some of what it has started, to be taken back.</summary>
    private readonly Queue<string> _unwanted = new();

    public async Task RunAsync()
    {
        var keys = _plan.Keys / _plan.Callers;
        for (var i = 0; i < _plan.Tasks / _plan.Callers; i++) await StartAsync(i, $"{run.Name}-{number}-{i % keys}", i / keys);
        while (_unwanted.TryDequeue(out var id)) await CancelAsync(id);
    }

    private async Task StartAsync(int i, string key, int sequence)
    {
        var (args, start) = (new ChoreArgs { Sequence = sequence, WorkMs = _plan.WorkMs, Unlucky = _plan.Unlucky, Hopeless = _plan.Hopeless }, $"{run.Name}-{number}-{i}");
        var task = await run.Calls.StartAsync(_lots.Next(run.Nodes), Chores.Kind, args, key, start);
        if (Happens(_plan.Repeated) && await run.Calls.StartAsync(_lots.Next(run.Nodes), Chores.Kind, args, key, start) is var again && again.Id != task.Id) run.Fault($"{start} made two tasks: {task.Id} and {again.Id}");
        run.Accepted(new AcceptedTask(task.Id, key, sequence));
        if (Happens(_plan.Cancelled)) _unwanted.Enqueue(task.Id);

        // At once, when it waits most likely; or later, when it may run or be over.
        if (_unwanted.Count > 0 && Happens(200)) await CancelAsync(_unwanted.Dequeue());
    }

    private async Task CancelAsync(string id)
    {
        run.Cancelled(id);
        if (await run.Calls.CancelAsync(_lots.Next(run.Nodes), id) is null) run.Fault($"{id} is unknown when it is cancelled");
    }

    private bool Happens(int ofAThousand) => _lots.Next(1_000) < ofAThousand;
}
