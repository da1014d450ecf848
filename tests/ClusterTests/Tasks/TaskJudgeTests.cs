using ClusterTests.Tasks.Support;
using RealtimeHub.Contracts;
using TaskNode;

namespace ClusterTests.Tasks;

/// <summary>The judge finds what must not happen, and nothing in what may.</summary>
public sealed class TaskJudgeTests
{
    private const int Alive = 1;
    private const int Dead = 2;

    private static readonly Step[] Correct =
    [
        new(StepKind.Begun, Dead, "a", 1, "k", 0), new(StepKind.Begun, Alive, "a", 2, "k", 0), new(StepKind.Unlucky, Alive, "a", 2, "k", 0), new(StepKind.Begun, Alive, "a", 3, "k", 0),
        new(StepKind.Done, Alive, "a", 3, "k", 0), new(StepKind.Begun, Alive, "b", 1, "k", 1), new(StepKind.Stopped, Alive, "b", 1, "k", 1),
    ];

    private static readonly TaskReport[] Reports = [Report("a", TaskState.Succeeded, 3), Report("b", TaskState.Cancelled, 1)];

    [Fact]
    public void What_may_happen_is_no_fault() => Assert.Empty(Judge(Correct, Reports));

    [Fact]
    public void A_task_that_is_lost_is_found() => Assert.Contains(Judge(Correct, Reports[..1]), fault => fault.Contains("is lost", StringComparison.Ordinal));

    [Fact]
    public void A_task_that_nobody_started_is_found() =>
        Assert.Contains(Judge(Correct, [.. Reports, Report("c", TaskState.Succeeded, 1)]), fault => fault.Contains("nobody was told of", StringComparison.Ordinal));

    [Fact]
    public void An_attempt_that_begins_twice_is_found() =>
        Assert.Contains(Judge([.. Correct, new(StepKind.Begun, Dead, "b", 1, "k", 1)], Reports), fault => fault.StartsWith("begins again", StringComparison.Ordinal));

    [Fact]
    public void A_task_that_begins_before_its_turn_is_found() =>
        Assert.Contains(Judge([.. Correct[5..], .. Correct[..5]], Reports), fault => fault.StartsWith("begins after number 1", StringComparison.Ordinal));

    [Fact]
    public void A_task_that_runs_beside_another_one_with_its_key_is_found() =>
        Assert.Contains(Judge([.. Correct[..4], Correct[5], Correct[4], Correct[6]], Reports), fault => fault.StartsWith("begins beside", StringComparison.Ordinal));

    [Fact]
    public void An_attempt_that_does_not_end_on_a_node_that_lives_is_found() =>
        Assert.Contains(Judge(Correct[..^1], Reports), fault => fault.StartsWith("never ended", StringComparison.Ordinal));

    [Fact]
    public void A_task_that_has_not_ended_is_found() =>
        Assert.Contains(Judge(Correct, [Reports[0], Report("b", TaskState.Queued, 1)]), fault => fault.Contains("has not ended", StringComparison.Ordinal));

    [Fact]
    public void An_end_that_does_not_fit_is_found()
    {
        Assert.Contains(Judge(Correct, [Report("a", TaskState.Failed, 3), Reports[1]]), fault => fault.Contains("failed too early", StringComparison.Ordinal));
        Assert.Contains(Judge(Correct, [Report("a", TaskState.Cancelled, 3), Reports[1]]), fault => fault.Contains("nobody has taken it back", StringComparison.Ordinal));
        Assert.Contains(Judge(Correct, [Reports[0], Report("b", TaskState.Succeeded, 1)]), fault => fault.Contains("nobody has done it", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Judge(IEnumerable<Step> steps, IReadOnlyList<TaskReport> reports)
    {
        var accepted = new Dictionary<string, AcceptedTask> { ["a"] = new("a", "k", 0), ["b"] = new("b", "k", 1) };
        var judge = new TaskJudge(accepted, ["b"], new HashSet<int> { Dead });
        judge.Check(steps);
        judge.Check(reports);
        return judge.Faults;
    }

    private static TaskReport Report(string id, TaskState state, int attempt) => new() { Id = id, State = state, Attempt = attempt };
}
