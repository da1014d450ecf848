using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks;

/// <summary>A server with a kind of work, <c>script</c>, whose handlers do what the test says, step by step.</summary>
internal sealed class TaskServer : IAsyncDisposable
{
    private TaskServer(TestServer server, Script script) => (Server, Script) = (server, script);

    public TestServer Server { get; }

    public Script Script { get; }

    public static Task<TaskServer> StartAsync(params (string Name, string Value)[] settings) => StartAsync("Development", settings);

    public static Task<TaskServer> StartAsync(string environment, params (string Name, string Value)[] settings) => StartAsync(port: 0, environment, settings);

    public static Task<TaskServer> StartAsync(int port, string environment, params (string Name, string Value)[] settings) => StartAsync(port, environment, TimeProvider.System, settings);

    public static Task<TaskServer> StartAsync(string environment, TimeProvider clock, params (string Name, string Value)[] settings) => StartAsync(port: 0, environment, clock, settings);

    public static async Task<TaskServer> StartAsync(int port, string environment, TimeProvider clock, params (string Name, string Value)[] settings)
    {
        var script = new Script();

        // The last one of a name counts. Tests that are over wait for no handler.
        (string Name, string Value)[] all = [("Tasks:StopTimeout", "00:00:00"), .. settings];
        var server = await TestServer.StartAsync(port, environment, builder => Add(builder.Services.AddSingleton(script).AddSingleton(clock)), all);
        return new TaskServer(server, script);
    }

    private static void Add(IServiceCollection services)
    {
        foreach (var kind in new[] { "script", "second", "third" }) services.AddBackgroundTask<ScriptArgs, ScriptHandler>(kind, options => options.RetryDelay = TimeSpan.FromMilliseconds(20));
    }

    public async Task<TaskReport> StartTaskAsync(string body = "{}", string query = "", string? idempotencyKey = null, string kind = "script")
    {
        using var answer = await PostAsync($"v1/tasks/{kind}{query}", body, idempotencyKey);
        Assert.Equal(202, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<TaskReport>(WireJson.Options))!;
    }

    public async Task<(int Status, int Code)> RefusalAsync(string path, string body, string? idempotencyKey = null)
    {
        using var answer = await PostAsync(path, body, idempotencyKey);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    public async Task<TaskReport> ReadAsync(string id) => (await Server.Http.GetFromJsonAsync<TaskReport>(new Uri($"v1/tasks/{id}", UriKind.Relative), WireJson.Options))!;

    public async Task<TaskReport> CancelAsync(string id)
    {
        using var answer = await Server.Http.DeleteAsync(new Uri($"v1/tasks/{id}", UriKind.Relative));
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TaskReport>(WireJson.Options))!;
    }

    /// <summary>The reports of a task as its topic tells them, until its end.</summary>
    public async Task<List<TaskReport>> FollowAsync(string id)
    {
        await using var client = await Server.ConnectAsync();
        await client.SubscribeAsync($"task:{id}");
        var reports = new List<TaskReport>();
        while (reports.Count == 0 || !reports[^1].State.IsFinal()) reports.Add((await client.NextEventAsync()).Data.Deserialize<TaskReport>(WireJson.Options)!);
        return reports;
    }

    /// <summary>Reads the reports of the only task that a client follows, until its last one.</summary>
    public static async Task<TaskReport> LastAsync(BareClient client)
    {
        while (true)
        {
            if ((await client.NextEventAsync()).Data.Deserialize<TaskReport>(WireJson.Options) is { } report && report.State.IsFinal()) return report;
        }
    }

    public async Task<TaskReport> EndAsync(string id) => (await FollowAsync(id))[^1];

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Server.Http.SendAsync(request);
    }
}

internal sealed record ScriptArgs
{
    [System.ComponentModel.DataAnnotations.Range(0, 100)]
    public int Number { get; init; }
}

/// <summary>What handlers do: each attempt takes the next act of the test, and waits for it.</summary>
internal sealed class Script
{
    private readonly Channel<Func<ScriptArgs, TaskContext, Task<object?>>> _acts = Channel.CreateUnbounded<Func<ScriptArgs, TaskContext, Task<object?>>>();
    private readonly Channel<TaskContext> _begun = Channel.CreateUnbounded<TaskContext>();

    /// <summary>The next attempt that begins.</summary>
    public async Task<TaskContext> BegunAsync() => await _begun.Reader.ReadAsync(Patience.Token);

    /// <summary>The next attempt does this.</summary>
    public void Then(Func<ScriptArgs, TaskContext, Task<object?>> act) => _acts.Writer.TryWrite(act);

    public void ThenReturn(object? result) => Then((_, _) => Task.FromResult(result));

    public async Task<object?> RunAsync(ScriptArgs args, TaskContext context)
    {
        _begun.Writer.TryWrite(context);
        var act = await _acts.Reader.ReadAsync(context.Stopping);
        return await act(args, context);
    }
}

internal sealed class ScriptHandler(Script script) : IBackgroundTaskHandler<ScriptArgs>
{
    public Task<object?> RunAsync(ScriptArgs args, TaskContext context) => script.RunAsync(args, context);
}
