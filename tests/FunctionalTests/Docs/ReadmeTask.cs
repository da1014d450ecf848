using RealtimeHub.Client;

namespace FunctionalTests.Docs;

/// <summary>The task of the README, compiled; a test compares the two.</summary>
internal static class ReadmeTask
{
    public static async Task RunAsync(RealtimeHubClient hub)
    {
        // DOC
        var task = await hub.RunTaskAsync("csv-summary", new { path = "cities.csv" });
        await foreach (var report in task) Console.WriteLine($"{report.State} {report.Percent}% {report.Message}");

        // DOC
    }
}
