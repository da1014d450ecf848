using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>Starts the kinds of work that come with the server, and waits for their ends.</summary>
internal static class BuiltInTasks
{
    /// <returns>The id of the task.</returns>
    public static async Task<string> StartTaskAsync(this HttpClient http, string kind, object args)
    {
        using var answer = await http.PostAsJsonAsync(new Uri($"v1/tasks/{kind}", UriKind.Relative), args, WireJson.Options);
        Assert.Equal((202, ""), ((int)answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync()));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The reports of a task as its topic tells them, until its end.</summary>
    public static async Task<List<TaskReport>> FollowTaskAsync(this Uri hub, string id)
    {
        await using var client = await BareClient.ConnectAsync(hub);
        await client.SubscribeAsync($"task:{id}");
        var reports = new List<TaskReport>();
        while (reports.Count == 0 || !reports[^1].State.IsFinal()) reports.Add((await client.NextEventAsync()).Data.Deserialize<TaskReport>(WireJson.Options)!);
        return reports;
    }

    /// <summary>Starts a task, and waits for its end.</summary>
    public static async Task<TaskReport> RunTaskAsync(this TestServer server, string kind, object args) => (await server.Hub.FollowTaskAsync(await server.Http.StartTaskAsync(kind, args)))[^1];

    public static void Succeeded(TaskReport end) => Assert.Equal((TaskState.Succeeded, null), (end.State, end.Error));

    /// <summary>The task failed with this code, at this attempt.</summary>
    public static void Failed(TaskReport end, string code, int attempt = 1) => Assert.Equal((TaskState.Failed, code, attempt), (end.State, end.Error?.Code, end.Attempt));
}
