using System.Text;
using System.Text.Json;
using FunctionalTests.Docs;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Processes;
using Xunit;

namespace FunctionalTests.Tasks.Webhooks;

/// <summary>Calls are delivered to a real server of somebody else, again and again until it takes them.</summary>
public sealed class WebhookTests : IAsyncDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string NextSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl3NfvqEH1ScQMmLyoxDI=";

    private Receiver? _receiver;

    [Fact]
    public async Task A_call_is_delivered_with_a_signature_that_the_receiver_can_check()
    {
        await using var server = await StartAsync(("Tasks:Webhook:Secrets:shop", Secret));

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = new { Order = 7, Name = "Kraków ✓" }, secret = "shop", headers = new Dictionary<string, string> { ["X-Shop"] = "a" } });

        BuiltInTasks.Succeeded(end);
        Assert.Equal(204, end.Result!.Value.GetProperty("status").GetInt32());
        var call = await Receiver.NextAsync();
        Assert.Equal(("POST /hook?x=1", """{"order":7,"name":"Kraków ✓"}""", "application/json", "a", end.Id), (call.Request, call.Body, call.Headers["Content-Type"], call.Headers["X-Shop"], call.Headers["webhook-id"]));
        Assert.True(IsGenuine(call, Secret));
        Assert.False(IsGenuine(call, NextSecret));
        Assert.False(IsGenuine(call with { Body = call.Body.Replace('7', '8') }, Secret));
        Assert.False(IsGenuine(call, Secret, TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public async Task While_a_secret_is_changed_calls_are_signed_with_both()
    {
        await using var server = await StartAsync(("Tasks:Webhook:Secrets:shop", $"{NextSecret} {Secret}"));

        await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1, secret = "shop" });

        var call = await Receiver.NextAsync();
        Assert.True(IsGenuine(call, Secret));
        Assert.True(IsGenuine(call, NextSecret));
    }

    [Fact]
    public async Task What_may_work_later_is_tried_again_as_the_same_call()
    {
        await using var server = await StartAsync(("Tasks:Webhook:Secrets:shop", Secret));
        Receiver.Then(500).Then(429).Then(408).Then(425).Then(503).ThenBreak().Then(200, "thanks");

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1, secret = "shop" });

        BuiltInTasks.Succeeded(end);
        Assert.Equal((7, "thanks"), (end.Attempt, end.Result!.Value.GetProperty("body").GetString()));
        var calls = new List<Call>();
        for (var i = 0; i < 7; i++) calls.Add(await Receiver.NextAsync());
        Assert.Equal(end.Id, Assert.Single(calls.Select(call => call.Headers["webhook-id"]).Distinct()));
        Assert.All(calls, call => Assert.True(IsGenuine(call, Secret)));
    }

    [Fact]
    public async Task What_the_receiver_does_not_want_is_not_tried_again()
    {
        await using var server = await StartAsync();

        foreach (var status in (int[])[400, 401, 403, 404, 410, 422])
        {
            Receiver.Then(status, "no such order");
            var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 });
            BuiltInTasks.Failed(end, "refused");
            Assert.Equal($"the answer was {status}: no such order", end.Error!.Message);
        }
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task The_next_attempt_waits_as_long_as_the_receiver_wants(int status)
    {
        await using var server = await StartAsync();
        Receiver.Then(status, "", ("Retry-After", "1"));

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 });

        // Without that it would be a few milliseconds.
        BuiltInTasks.Succeeded(end);
        Assert.Equal(2, end.Attempt);
        Assert.InRange(end.Ended!.Value - end.Created, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_receiver_cannot_put_off_the_next_attempt_for_longer_than_the_kind_allows()
    {
        await using var server = await StartAsync(("Tasks:Kinds:webhook:MaxRetryDelay", "00:00:00.100"));
        Receiver.Then(503, "", ("Retry-After", "86400")).Then(503, "", ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"));

        BuiltInTasks.Succeeded(await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 }));
    }

    [Fact]
    public async Task After_as_many_attempts_as_the_kind_allows_the_call_has_failed()
    {
        await using var server = await StartAsync(("Tasks:Kinds:webhook:MaxAttempts", "2"));
        Receiver.Then(500).Then(500);

        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 }), "refused", attempt: 2);
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_tried_again_until_it_is_there()
    {
        await using var server = await StartAsync(("Tasks:Kinds:webhook:MaxAttempts", "100"), ("Tasks:Kinds:webhook:MaxRetryDelay", "00:00:01"));
        await using var client = await server.ConnectAsync();
        var port = LoopbackPort.Next();
        var id = await server.Http.StartTaskAsync("webhook", new { url = $"http://127.0.0.1:{port}/late", body = 1 });
        await client.SubscribeAsync($"task:{id}");
        while ((await NextReportAsync(client)) is var report && (report.State, report.Error?.Code) != (TaskState.Retrying, "unreachable")) Assert.False(report.State.IsFinal());

        await using var late = await Receiver.StartAsync(port);

        var end = (await server.Hub.FollowTaskAsync(id))[^1];
        BuiltInTasks.Succeeded(end);
        Assert.InRange(end.Attempt, 2, 100);
        Assert.Equal((id, "POST /late"), await late.NextAsync() is var call ? (call.Headers["webhook-id"], call.Request) : default);
    }

    [Fact]
    public async Task A_receiver_that_is_away_at_the_last_attempt_does_not_get_the_call()
    {
        await using var server = await StartAsync(("Tasks:Kinds:webhook:MaxAttempts", "1"));
        var nobody = LoopbackPort.Next();

        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = $"http://127.0.0.1:{nobody}/", body = 1 }), "unreachable");
        BuiltInTasks.Failed(await server.RunTaskAsync("webhook", new { url = "http://no-such-host.invalid/", body = 1 }), "unreachable");
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_is_tried_again()
    {
        await using var server = await StartAsync(("Tasks:Webhook:CallTimeout", "00:00:01"));
        var never = new TaskCompletionSource();
        Receiver.Then(_ => never.Task).Then(200);

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 });
        never.SetResult();

        BuiltInTasks.Succeeded(end);
        Assert.InRange(end.Attempt, 2, 8);
    }

    [Fact]
    public async Task Of_an_answer_that_never_ends_the_beginning_is_kept_and_its_status_counts()
    {
        await using var server = await StartAsync();
        Receiver.Then(async http =>
        {
            var piece = Encoding.UTF8.GetBytes(new string('x', 10_000));
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        });

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 });

        BuiltInTasks.Succeeded(end);
        Assert.Equal(new string('x', 1_000), end.Result!.Value.GetProperty("body").GetString());
    }

    [Fact]
    public async Task An_answer_whose_text_does_not_end_in_time_was_one()
    {
        await using var server = await StartAsync(("Tasks:Webhook:CallTimeout", "00:00:01"));
        var aborted = new TaskCompletionSource();
        Receiver.Then(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            await aborted.Task;
        });

        var end = await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = 1 });

        BuiltInTasks.Succeeded(end);
        Assert.Equal((1, "half"), (end.Attempt, end.Result!.Value.GetProperty("body").GetString()));
    }

    [Fact]
    public async Task Connections_are_kept_for_the_next_calls()
    {
        await using var server = await StartAsync();

        for (var i = 0; i < 3; i++) await server.RunTaskAsync("webhook", new { url = Receiver.Url, body = i });

        var connections = new[] { await Receiver.NextAsync(), await Receiver.NextAsync(), await Receiver.NextAsync() }.Select(call => call.Connection);
        Assert.Single(connections.Distinct());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_at_once()
    {
        await using var server = await StartAsync();
        var aborted = new TaskCompletionSource();
        Receiver.Then(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        var id = await server.Http.StartTaskAsync("webhook", new { url = Receiver.Url, body = 1 });
        await Receiver.NextAsync();

        await server.Http.DeleteAsync(new Uri($"v1/tasks/{id}", UriKind.Relative));

        Assert.Equal(TaskState.Cancelled, (await server.Hub.FollowTaskAsync(id))[^1].State);
        await aborted.Task.WaitAsync(Patience.Token);
    }

    public ValueTask DisposeAsync() => _receiver?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Receiver Receiver => _receiver!;

    private static async Task<TaskReport> NextReportAsync(BareClient client) => (await client.NextEventAsync()).Data.Deserialize<TaskReport>(WireJson.Options)!;

    /// <summary>A server that may call this machine, and does not wait for long before it tries again.</summary>
    private async Task<TestServer> StartAsync(params (string Name, string Value)[] settings)
    {
        _receiver = await Receiver.StartAsync();
        return await TestServer.StartAsync([("Tasks:Webhook:AllowPrivateAddresses", "true"), ("Tasks:Kinds:webhook:RetryDelay", "00:00:00.020"), .. settings]);
    }

    /// <summary>By the rule of standardwebhooks.com, as the documentation shows it.</summary>
    private static bool IsGenuine(Call call, string secret, TimeSpan later = default) =>
        BuiltInTasksDoc.IsGenuine(call.Headers.GetValueOrDefault, Encoding.UTF8.GetBytes(call.Body), secret, TimeProvider.System.GetUtcNow() + later);
}
