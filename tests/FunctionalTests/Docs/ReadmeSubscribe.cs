using RealtimeHub.Client;

namespace FunctionalTests.Docs;

/// <summary>The C# of the README, compiled; a test compares the two.</summary>
internal static class ReadmeSubscribe
{
    public static async Task RunAsync()
    {
        // README
        await using var hub = await RealtimeHubClient.ConnectAsync("http://localhost:5080");
        await foreach (var e in hub.Subscribe<News>("news", new() { Tail = 10 }))
        {
            if (e.Missed is not null) Console.WriteLine($"lost: {e.Missed}");
            Console.WriteLine($"{e.Offset}: {e.Data.Text}");
        }

        // README
    }

    private sealed record News(string Text);
}
