using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks.Files;

/// <summary>Files are profiled beside the requests: exactly, with progress, in little memory, and only those that may be read.</summary>
public sealed class CsvSummaryTests : IDisposable
{
    private const int LargeRows = 250_000;

    private readonly string _outer = Directory.CreateTempSubdirectory("files-").FullName;

    private string Folder => Path.Combine(_outer, "data");

    public CsvSummaryTests() => Directory.CreateDirectory(Folder);

    [Fact]
    public async Task A_file_is_profiled()
    {
        Write("sub/prices.csv", "\uFEFFname,price\n\"A, \"\"the first\"\"\",1.5\nB,2\nB\n");
        await using var server = await StartAsync();

        var end = await server.RunTaskAsync("csv-summary", new { path = "sub/prices.csv" });

        BuiltInTasks.Succeeded(end);
        var result = end.Result!.Value;
        Assert.Equal((2, 1, 43), (result.GetProperty("rows").GetInt32(), result.GetProperty("unreadable").GetInt32(), result.GetProperty("bytes").GetInt32()));
        Assert.Equal("""[{"line":4,"problem":"it has 1 fields instead of 2"}]""", result.GetProperty("problems").GetRawText());
        Assert.Equal(
            """{"name":"price","type":"number","types":{"integer":1,"number":1},"missing":0,"distinct":2,"isDistinctExact":true,"longest":3,"example":"1.5","numbers":{"min":1.5,"max":2,"mean":1.75,"p25":1.5,"median":1.5,"p75":2}}""",
            result.GetProperty("columns")[1].GetRawText());
    }

    [Fact]
    public async Task A_file_of_JSON_lines_is_profiled()
    {
        Write("a.ndjson", """
            {"at":"2026-01-31T10:00:00Z","n":1}
            {"at":"2026-01-31T09:00:00Z","n":null}
            oops
            """);
        await using var server = await StartAsync();

        var result = (await server.RunTaskAsync("csv-summary", new { path = "a.ndjson" })).Result!.Value;

        Assert.Equal((2, 1), (result.GetProperty("rows").GetInt32(), result.GetProperty("unreadable").GetInt32()));
        Assert.Equal("""{"earliest":"2026-01-31T09:00:00+00:00","latest":"2026-01-31T10:00:00+00:00"}""", result.GetProperty("columns")[0].GetProperty("times").GetRawText());
        Assert.Equal(1, result.GetProperty("columns")[1].GetProperty("missing").GetInt32());
    }

    [Fact]
    public async Task Nothing_outside_of_the_folder_is_read_and_nobody_learns_what_is_there()
    {
        Write("../secret.csv", "password\nhunter2\n");
        Write("in.csv", "a\n1\n");
        Write("sub/in.csv", "a\n1\n");
        File.CreateSymbolicLink(Path.Combine(Folder, "link.csv"), Path.Combine(_outer, "secret.csv"));
        File.CreateSymbolicLink(Path.Combine(Folder, "folder"), _outer);
        await using var server = await StartAsync();

        foreach (var path in (string[])["../secret.csv", "/etc/passwd", "sub/../../secret.csv", "link.csv", "folder/secret.csv", "none.csv", "sub", "in.csv\0"])
        {
            var end = await server.RunTaskAsync("csv-summary", new { path });
            BuiltInTasks.Failed(end, "noSuchFile");
            Assert.Equal($"there is no file '{path}' in the data folder", end.Error!.Message);
        }
    }

    [Fact]
    public async Task A_pipe_is_no_file_that_holds_a_worker_for_ever()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(Folder, "pipe.csv")])) await mkfifo.WaitForExitAsync(Patience.Token);
        await using var server = await StartAsync();

        Assert.Equal(0, (await server.RunTaskAsync("csv-summary", new { path = "pipe.csv" })).Result!.Value.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("null")]
    public async Task A_delimiter_that_is_none_is_refused_before_anything_is_tried(string delimiter)
    {
        await using var server = await StartAsync();

        using var refused = await server.PostAsync("v1/tasks/csv-summary", $$"""{"path":"a.csv","delimiter":{{delimiter}}}""");

        Assert.Equal((400, 107), ((int)refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Without_a_folder_no_file_is_read()
    {
        await using var server = await TestServer.StartAsync(("Tasks:DataFolder", ""));

        BuiltInTasks.Failed(await server.RunTaskAsync("csv-summary", new { path = "cities.csv" }), "notConfigured");
    }

    [Fact]
    public async Task A_large_file_is_profiled_in_little_memory_and_its_progress_rises()
    {
        var bytes = WriteLarge();

        // Read as a whole it would take more than the server may have.
        using var server = await ServerProcess.StartAsync([("DOTNET_GCHeapHardLimit", "0x3000000")], [$"--RealtimeHub:Tasks:DataFolder={Folder}", "--RealtimeHub:Tasks:ProgressInterval=00:00:00.010"]);
        Assert.InRange(bytes, 20_000_000, 40_000_000);

        // With so little memory it takes no connections: it is asked over HTTP.
        var id = await server.Http.StartTaskAsync("csv-summary", new { path = "large.csv" });
        var reports = new List<TaskReport>();
        await Poll.UntilAsync(
            async () =>
            {
                reports.Add((await server.Http.GetFromJsonAsync<TaskReport>(new Uri($"v1/tasks/{id}", UriKind.Relative), WireJson.Options))!);
                return reports[^1].State.IsFinal();
            },
            TimeSpan.FromMinutes(2), () => $"{reports[^1]}");

        BuiltInTasks.Succeeded(reports[^1]);
        var result = reports[^1].Result!.Value;
        Assert.Equal((LargeRows, 0, bytes), (result.GetProperty("rows").GetInt32(), result.GetProperty("unreadable").GetInt32(), result.GetProperty("bytes").GetInt64()));
        var column = result.GetProperty("columns")[0];
        Assert.Equal((0, LargeRows - 1), (column.GetProperty("numbers").GetProperty("min").GetInt32(), column.GetProperty("numbers").GetProperty("max").GetInt32()));
        Assert.InRange(column.GetProperty("distinct").GetInt32(), LargeRows * 0.9, LargeRows * 1.1);
        double[] percents = [.. reports.Where(report => report.State == TaskState.Running).Select(report => report.Percent ?? 0)];
        Assert.Equal(percents.Order(), percents);
        Assert.InRange(percents.Distinct().Count(), 3, int.MaxValue);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_leaves_its_file_at_once()
    {
        WriteLarge();
        await using var server = await StartAsync(("Tasks:ProgressInterval", "00:00:00.010"), ("Tasks:Grace", "00:00:02"));
        await using var client = await server.ConnectAsync();
        var id = await server.Http.StartTaskAsync("csv-summary", new { path = "large.csv" });
        await client.SubscribeAsync($"task:{id}");
        while (!(await client.NextEventAsync()).Data.TryGetProperty("percent", out var percent) || percent.GetDouble() == 0)
        {
        }

        await server.Http.DeleteAsync(new Uri($"v1/tasks/{id}", UriKind.Relative));

        // A handler that has to be abandoned is logged, and would fail the test.
        var end = (await server.Hub.FollowTaskAsync(id))[^1];
        Assert.Equal(TaskState.Cancelled, end.State);
        Assert.InRange(end.Percent!.Value, 0, 99);
    }

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync([("Tasks:DataFolder", Folder), .. settings]);

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <returns>How many bytes it has.</returns>
    private long WriteLarge()
    {
        using var file = File.Create(Path.Combine(Folder, "large.csv"));
        using var text = new StreamWriter(file, new UTF8Encoding(false), 64 * 1_024);
        text.Write("id,name,price,when,note\n");
        for (var i = 0; i < LargeRows; i++) text.Write($"{i},customer {i % 5_000},{i % 1_000 / 4.0},2026-01-{(i % 28) + 1:00},\"a note, in quotes, about number {i} \"\"and so on\"\"\"\n");
        text.Flush();
        return file.Length;
    }
}
