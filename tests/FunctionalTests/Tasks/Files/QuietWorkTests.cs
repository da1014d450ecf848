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

    /// <summary>In nanoseconds.</summary>
    private const long LongSlice = 100_000_000;

    /// <summary>Since this version Linux can be asked for long slices without harm to others.</summary>
    private static readonly Version KernelWithSlices = new(6, 17);

    private readonly string _folder = Directory.CreateTempSubdirectory("files-").FullName;

    /// <summary>Its pool forgets its threads at once, so that new ones are made all the time: by whom, shows in their niceness.</summary>
    [Fact]
    public async Task Its_threads_give_way_and_those_of_the_pool_are_as_they_were()
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "large.csv"), Enumerable.Range(0, 500_000).Select(i => $"{i},customer {i % 5_000},{i / 4}").Prepend("id,name,price"), Patience.Token);
        using var server = await ServerProcess.StartAsync([("DOTNET_ThreadPool_ThreadTimeoutMs", "1")], [$"--RealtimeHub:Tasks:DataFolder={_folder}", "--RealtimeHub:Tasks:ProgressInterval=00:00:00.010"]);
        var threads = new HashSet<SeenThread>();

        var ends = server.Hub.FollowTaskAsync(await server.Http.StartTaskAsync("csv-summary", new { path = "large.csv" }));
        await Poll.UntilAsync(
            () =>
            {
                threads.UnionWith(ThreadsOf(server.Id));
                return Task.FromResult(ends.IsCompleted);
            },
            TimeSpan.FromMinutes(2), () => "the end of the task");

        BuiltInTasks.Succeeded((await ends)[^1]);
        var (quiet, pool) = (threads.Where(thread => thread.IsOf("csv-summary")).ToList(), threads.Where(thread => thread.IsOf(".NET TP")).ToList());
        Assert.Contains(quiet, thread => thread.Niceness == 10);
        if (Environment.OSVersion.Version >= KernelWithSlices && pool.Any(thread => thread.Slice is not null)) Assert.Contains(quiet, thread => thread.Slice == LongSlice);
        Assert.NotEmpty(pool);
        Assert.DoesNotContain(pool, thread => thread.Niceness != 0 || thread.Slice == LongSlice);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<SeenThread> ThreadsOf(int process)
    {
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            if (Read(Path.Combine(thread, "stat")) is not { } stat) continue;
            var end = stat.LastIndexOf(')');
            var niceness = int.Parse(stat[(end + 2)..].Split(' ')[Niceness], CultureInfo.InvariantCulture);
            yield return new SeenThread(stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end], niceness, SliceIn(Read(Path.Combine(thread, "sched"))));
        }
    }

    /// <returns>Null where the kernel does not tell.</returns>
    private static long? SliceIn(string? sched) =>
        sched?.Split('\n').FirstOrDefault(line => line.StartsWith("se.slice ", StringComparison.Ordinal)) is { } line ? long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture) : null;

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

    private sealed record SeenThread(string Name, int Niceness, long? Slice)
    {
        public bool IsOf(string kind) => Name.StartsWith(kind, StringComparison.Ordinal);
    }
}
