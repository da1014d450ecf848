using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests.Tasks.Webhooks;

/// <summary>Calls to a host with which all connections are in use wait for their turn.</summary>
public sealed class WebhookTurnTests : IAsyncDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TaskCompletionSource _first = new();
    private readonly TaskCompletionSource _second = new();
    private Receiver? _receiver;
    private TestServer? _server;

    [Fact]
    public async Task The_time_of_a_call_begins_when_it_is_its_turn()
    {
        var (first, second) = await StartAsync();

        _clock.Advance(Slow);
        _first.SetResult();
        await _receiver!.NextAsync();
        _clock.Advance(Slow);
        _second.SetResult();

        BuiltInTasks.Succeeded((await _server!.Hub.FollowTaskAsync(first))[^1]);
        BuiltInTasks.Succeeded((await _server.Hub.FollowTaskAsync(second))[^1]);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_is_never_made()
    {
        var (first, second) = await StartAsync();

        await _server!.Http.DeleteAsync(new Uri($"v1/tasks/{second}", UriKind.Relative));
        Assert.Equal(TaskState.Cancelled, (await _server.Hub.FollowTaskAsync(second))[^1].State);
        _first.SetResult();

        BuiltInTasks.Succeeded((await _server.Hub.FollowTaskAsync(first))[^1]);
        Assert.Equal(0, _receiver!.Waiting);
    }

    public async ValueTask DisposeAsync()
    {
        _first.TrySetResult();
        _second.TrySetResult();
        if (_server is not null) await _server.DisposeAsync();
        if (_receiver is not null) await _receiver.DisposeAsync();
    }

    /// <returns>A task whose call has no answer yet, and one that waits for its connection.</returns>
    private async Task<(string First, string Second)> StartAsync()
    {
        _receiver = (await Receiver.StartAsync()).Then(_ => _first.Task).Then(_ => _second.Task);
        _server = await TestServer.StartAsync(
            port: 0, "Development", builder => builder.Services.AddSingleton<TimeProvider>(_clock),
            ("Tasks:Webhook:AllowPrivateAddresses", "true"), ("Tasks:Webhook:ConnectionsPerHost", "1"), ("Tasks:Kinds:webhook:MaxAttempts", "1"));
        var first = await _server.Http.StartTaskAsync("webhook", new { url = _receiver.Url, body = 1 });
        await _receiver.NextAsync();
        var second = await _server.Http.StartTaskAsync("webhook", new { url = _receiver.Url, body = 2 });
        await using var client = await _server.ConnectAsync();
        await client.SubscribeAsync($"task:{second}");
        while ((await client.NextEventAsync()).Data.GetProperty("state").GetString() != "running")
        {
        }

        return (first, second);
    }
}
