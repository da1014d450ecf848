using Microsoft.Extensions.Logging;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Of each line in the log one can tell which work it comes from.</summary>
public sealed class TaskLogTests
{
    private const int Worked = 77_001;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_handler_logs_carries_its_task_its_kind_and_its_attempt(bool isHeavy)
    {
        await using var tasks = await TaskServer.StartAsync(("Tasks:Kinds:script:IsHeavy", $"{isHeavy}"));
        tasks.Server.Keeps(Worked);
        var (first, second) = (await tasks.StartTaskAsync(), await tasks.StartTaskAsync(kind: "second"));
        for (var begun = 0; begun < 2; begun++) await tasks.Script.BegunAsync();

        // Both are at work now, and whichever gets the first of these begins a second attempt.
        tasks.Script.Then(async (_, context) => await SayAsync(context) ? throw new TaskFailedException("again", "not this time", mayRetry: true) : null);
        for (var good = 0; good < 2; good++) tasks.Script.Then(async (_, context) => await SayAsync(context) ? null : null);

        TaskReport[] ends = [await tasks.EndAsync(first.Id), await tasks.EndAsync(second.Id)];
        Assert.Equal([1, 2], ends.Select(end => end.Attempt).Order());
        Assert.Equal(
            ends.SelectMany(end => Enumerable.Range(1, end.Attempt).Select(attempt => $"{end.Id} {end.Kind} {attempt}")).Order(),
            tasks.Server.Kept(Worked).Select(line => $"{line["Task"]} {line["Kind"]} {line["Attempt"]}").Order());
    }

    /// <summary>Also behind an await: work goes on wherever it may.</summary>
    private static async Task<bool> SayAsync(TaskContext context)
    {
        await Task.Yield();
        context.Logger.LogInformation(new EventId(Worked), "works");
        return true;
    }
}
