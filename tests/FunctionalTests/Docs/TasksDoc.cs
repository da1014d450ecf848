using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using RealtimeHub.Client;
using RealtimeHub.Configuration;
using RealtimeHub.Tasks;

namespace FunctionalTests.Docs;

/// <summary>The C# of docs/tasks.md, compiled; a test compares the two.</summary>
public static class TasksDoc
{
    // DOC
    public sealed record ReportArgs([property: Range(2000, 2100)] int Year);

    public sealed class ReportHandler(Sales sales) : IBackgroundTaskHandler<ReportArgs>
    {
        public async Task<object?> RunAsync(ReportArgs args, TaskContext context)
        {
            var total = 0m;
            for (var month = 1; month <= 12; month++)
            {
                total += await sales.OfAsync(args.Year, month, context.Stopping);
                context.Report(100.0 * month / 12, $"month {month} of 12");
            }

            return new { total };
        }
    }

    // DOC
    public static void SetUp(WebApplicationBuilder builder)
    {
        // DOC
        builder.Services.AddBackgroundTask<ReportArgs, ReportHandler>("report", kind => kind.Starters = TaskStarters.User);

        // DOC
    }

    public static async Task FollowAsync(RealtimeHubClient hub)
    {
        // DOC
        var task = await hub.RunTaskAsync("csv-summary", new { path = "cities.csv" });
        await foreach (var report in task) Console.WriteLine($"{report.State} {report.Percent}% {report.Message}");
        var summary = await task.ResultAsync<JsonElement>();

        // DOC
        Console.WriteLine(summary);
    }

    public abstract class Sales
    {
        public abstract Task<decimal> OfAsync(int year, int month, CancellationToken cancellationToken);
    }
}
