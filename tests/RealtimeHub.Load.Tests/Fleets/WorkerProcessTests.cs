using System.Diagnostics;
using RealtimeHub.Load.Fleets.Workers;

namespace RealtimeHub.Load.Tests.Fleets;

/// <summary>A worker that does not do what a worker does.</summary>
public sealed class WorkerProcessTests
{
    private static readonly WorkerCommand Command = new(0, WorkerVerb.Measure);

    [Theory]
    [InlineData("Unhandled exception.")]
    [InlineData("null")]
    public async Task One_that_lives_and_says_what_nobody_understands_is_ended(string line)
    {
        await using var worker = new WorkerProcess("sh", ["-c", $"read command; echo '{line}'; exec sleep 600"]);

        var failure = await Assert.ThrowsAsync<LoadException>(() => worker.AskAsync(Command, Patience.Token));

        Assert.StartsWith("a worker said what nobody understands: ", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(worker.ProcessId));
        await Assert.ThrowsAsync<LoadException>(() => worker.AskAsync(Command, Patience.Token));
    }

    [Fact]
    public async Task One_that_ends_says_why()
    {
        await using var worker = new WorkerProcess("sh", ["-c", "read command; echo 'out of luck' >&2; exit 3"]);

        var failure = await Assert.ThrowsAsync<LoadException>(() => worker.AskAsync(Command, Patience.Token));

        Assert.Equal("a worker ended with code 3:\nout of luck", failure.Message);
    }

    [Fact]
    public void One_that_cannot_be_started_says_so() =>
        Assert.StartsWith("a worker could not be started: ", Assert.Throws<LoadException>(() => new WorkerProcess("/no/such/program", [])).Message, StringComparison.Ordinal);
}
