using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionalTests.Tasks;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Docs;

/// <summary>The result that docs/built-in-tasks.md shows is the one of the file that comes with the server.</summary>
public sealed class CsvSummaryResultTests
{
    [Fact]
    public async Task What_the_document_shows_is_what_the_server_answers()
    {
        await using var server = await TestServer.StartAsync();

        var result = (await server.RunTaskAsync("csv-summary", new { path = "cities.csv" })).Result!.Value;

        Assert.True(JsonElement.DeepEquals(Shown(), result), $"The server answers {result.GetRawText()}");
    }

    private static JsonElement Shown([CallerFilePath] string path = "")
    {
        var chapter = File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs/built-in-tasks.md")).Split("\n## `csv-summary`\n")[1];
        return JsonElement.Parse(chapter.Split("```json\n")[1].Split("```")[0]);
    }
}
