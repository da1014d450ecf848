using System.Globalization;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks.Files;

/// <summary>Work that computes gives way to requests and events, and makes nobody else give way.</summary>
public sealed class QuietWorkTests : IDisposable
{
    /// <summary>Where a file of a thread tells its niceness, counted from what follows the name (man 5 proc).</summary>
    private const int Niceness = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("files-").FullName;

    /// <summary>Its pool forgets its threads at once, so that new ones are made all the time: by whom, shows in their niceness.</summary>
    [Fact]
    public async Task The_threads_of_the_pool_are_as_they_were()
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "large.csv"), Enumerable.Range(0, 500_000).Select(i => $"{i},customer {i % 5_000},{i / 4}").Prepend("id,name,price"), Patience.Token);
        using var server = await ServerProcess.StartAsync([("DOTNET_ThreadPool_ThreadTimeoutMs", "1")], [$"--RealtimeHub:Tasks:DataFolder={_folder}", "--RealtimeHub:Tasks:ProgressInterval=00:00:00.010"]);
        var threads = new HashSet<(string Name, int Niceness)>();

        var ends = server.Hub.FollowTaskAsync(await server.Http.StartTaskAsync("csv-summary", new { path = "large.csv" }));
        await Poll.UntilAsync(
            () =>
            {
                threads.UnionWith(ThreadsOf(server.Id));
                return Task.FromResult(ends.IsCompleted);
            },
            TimeSpan.FromMinutes(2), () => "the end of the task");

        BuiltInTasks.Succeeded((await ends)[^1]);
        Assert.Contains(threads, thread => thread.Name.StartsWith("csv-summary", StringComparison.Ordinal) && thread.Niceness == 10);
        Assert.Contains(threads, thread => thread.Name.StartsWith(".NET TP", StringComparison.Ordinal));
        Assert.DoesNotContain(threads, thread => thread.Name.StartsWith(".NET TP", StringComparison.Ordinal) && thread.Niceness != 0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<(string Name, int Niceness)> ThreadsOf(int process)
    {
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            if (Read(Path.Combine(thread, "stat")) is not { } text) continue;
            var end = text.LastIndexOf(')');
            yield return (text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(text[(end + 2)..].Split(' ')[Niceness], CultureInfo.InvariantCulture));
        }
    }

    /// <returns>Null when the thread has just ended.</returns>
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
