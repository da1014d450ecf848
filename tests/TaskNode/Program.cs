using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server;
using RealtimeHub.Tasks;
using TaskNode;

// The real server, with work of the tests: a process of its own, which can be killed.
return ServerProgram.Run(() => ServerApp.Build(args, AddChores));

static void AddChores(WebApplicationBuilder builder)
{
    builder.Services.AddSingleton(_ => new StepWriter(builder.Configuration[StepWriter.Setting] ?? throw new InvalidOperationException($"say --{StepWriter.Setting}=FILE")));
    builder.Services.AddBackgroundTask<ChoreArgs, ChoreHandler>(Chores.Kind, kind =>
    {
        kind.Workers = 16;
        kind.MaxAttempts = Chores.MaxAttempts;
        kind.RetryDelay = TimeSpan.FromMilliseconds(50);
        kind.MaxRetryDelay = TimeSpan.FromMilliseconds(500);
    });
    builder.Services.AddBackgroundTask<ChoreArgs, ChoreHandler>(Chores.NoSecondChance, kind => kind.MaxAttempts = 1);
}
