using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>The application chooses how its arguments and results are written; reports come as the server writes them.</summary>
public sealed partial class TaskFormatTests
{
    public static TheoryData<string> Names => [.. Formats.Keys];

    private static Dictionary<string, (JsonSerializerOptions Options, string Written)> Formats { get; } = new()
    {
        ["as in C#"] = (new JsonSerializerOptions(), """{"RowCount":2}"""),
        ["snake case"] = (new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }, """{"row_count":2}"""),
        ["source-generated"] = (Generated.Default.Options, """{"row-count":2}"""),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tasks_come_to_their_end_whatever_format_the_application_has(string name)
    {
        var (options, written) = Formats[name];
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync(ClientExtensions.Eager with { JsonSerializerOptions = options });
        var starts = client.RunTaskAsync("count", new Count(2));
        var start = await server.CallAsync("StartTask");
        Assert.Equal(written, start.Arguments[1]);
        await start.ReplyAsync(new { id = "t", state = "queued", version = 1 });
        await using var task = await starts;

        await (await server.SubscribeAsync()).AcceptAsync("e1", 1);
        var result = JsonSerializer.Deserialize<JsonElement>(written);
        await (await server.ConnectionAsync()).EventAsync("task:t", 1, new { id = "t", state = "succeeded", version = 2, maxAttempts = 3, result });

        Assert.Equal(new Count(2), await task.ResultAsync<Count>().WaitAsync(ScriptedServer.Patience));
        Assert.Equal((TaskState.Succeeded, 2L, 3), (task.Report!.State, task.Report.Version, task.Report.MaxAttempts));
    }

    internal sealed record Count(int RowCount);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
    [JsonSerializable(typeof(Count))]
    private sealed partial class Generated : JsonSerializerContext;
}
