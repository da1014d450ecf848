using RealtimeHub.Client;

namespace FunctionalTests.Docs;

/// <summary>The C# of the README, compiled; a test compares the two.</summary>
internal static class ReadmeSubscribe
{
    public static async Task RunAsync()
    {
        // DOC
        await using var hub = await RealtimeHubClient.ConnectAsync("http://localhost:5080");
        await foreach (var item in hub.Subscribe<News>("news", new() { Tail = 10 }))
        {
            if (item.TryGetEvent(out var e, out var missed)) Console.WriteLine($"{e.Offset}: {e.Data.Text}");
            else Console.WriteLine($"lost: {missed}");
        }

        // DOC
    }

    private sealed record News(string Text);
}
