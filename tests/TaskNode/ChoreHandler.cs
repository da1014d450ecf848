using RealtimeHub.Tasks;

namespace TaskNode;

/// <summary>Does the work of the tests, and writes down when each attempt begins and how it ends.</summary>
internal sealed class ChoreHandler(StepWriter steps, TimeProvider clock) : IBackgroundTaskHandler<ChoreArgs>
{
    public async Task<object?> RunAsync(ChoreArgs args, TaskContext context)
    {
        Write(StepKind.Begun);
        var end = StepKind.Stopped;
        try
        {
            context.Report(1, "begun");
            await Task.Delay(TimeSpan.FromMilliseconds(args.Holds && context.Attempt == 1 ? Timeout.Infinite : Random.Shared.Next(args.WorkMs + 1)), clock, context.Stopping);
            end = FateOf(args);
            return end switch
            {
                StepKind.Unlucky => throw new TaskFailedException(Chores.Unlucky, "not this time", mayRetry: true),
                StepKind.Hopeless => throw new TaskFailedException(Chores.Hopeless, "never"),
                _ => args.Sequence,
            };
        }
        finally
        {
            Write(end);
        }

        void Write(StepKind kind) => steps.Write(new Step(kind, Environment.ProcessId, context.Id, context.Attempt, context.Key ?? "", args.Sequence));
    }

    private static StepKind FateOf(ChoreArgs args)
    {
        var lot = Random.Shared.Next(1_000);
        return lot < args.Unlucky ? StepKind.Unlucky : lot < args.Unlucky + args.Hopeless ? StepKind.Hopeless : StepKind.Done;
    }
}
