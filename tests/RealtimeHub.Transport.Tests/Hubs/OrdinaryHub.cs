using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>A hub that knows nothing of how it is served.</summary>
public class OrdinaryHub(HubWatch watch) : Hub
{
    public override Task OnConnectedAsync()
    {
        watch.Tell("connected");
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watch.Tell("disconnected");
        return Task.CompletedTask;
    }

    public string Echo(string text) => text;

    public string Id() => Context.ConnectionId;

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task TellGroup(string group, string text) => Clients.Group(group).SendAsync("told", text);

    public Task TellMe(string text) => Clients.Caller.SendAsync("told", text);

    public async Task Burst(int count)
    {
        for (var i = 1; i <= count; i++) await Clients.Caller.SendAsync("told", $"{i}");
    }

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var i = 1; i <= to; i++)
        {
            stop.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return i;
        }
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0;
        await foreach (var number in numbers) sum += number;
        return sum;
    }

    public string[] Request()
    {
        var http = Context.GetHttpContext()!;
        var sameServices = http.RequestServices.GetRequiredService<HubWatch>() == watch;
        return
        [
            http.Request.Path, http.Request.Query["room"].ToString(), http.Request.Headers["X-Test"].ToString(),
            http.GetRouteValue("tenant")?.ToString() ?? "", http.Items["note"]?.ToString() ?? "", sameServices.ToString(),
        ];
    }

    public bool HasRequest() => Context.GetHttpContext() is not null;

    public void Remember(string text) => Context.Items["text"] = text;

    public string Recall() => (string)Context.Items["text"]!;

    public string? UserName() => Context.User?.Identity?.Name;

    public void Leave() => Context.Abort();

    /// <summary>Runs until the client is gone.</summary>
    public async Task Stay()
    {
        watch.Tell("staying");
        var gone = new TaskCompletionSource();
        await using var registration = Context.ConnectionAborted.Register(gone.SetResult);
        await gone.Task;
        watch.Tell("noticed");
    }
}

[Authorize]
public sealed class GuardedHub(HubWatch watch) : OrdinaryHub(watch);
