using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.Hosting;
using RealtimeHub.Security.Authorization;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Somebody else decides: an application over HTTP, or code of the application that the hub is part of.</summary>
public sealed class AuthorizerTests : IAsyncLifetime
{
    private const int WebhookFails = 1503;

    private readonly WebApplication _webhook;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDown;
    private int _refusals;

    public AuthorizerTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _webhook = builder.Build();
        _webhook.MapPost("/may", AnswerAsync);
    }

    public async ValueTask InitializeAsync() => await _webhook.StartAsync();

    public ValueTask DisposeAsync() => _webhook.DisposeAsync();

    [Theory, EveryWire]
    public async Task The_webhook_decides_for_the_namespaces_that_want_it(Wire wire)
    {
        await using var server = await StartAsync();
        await using var client = await BareClient.ConnectAsync(server.Hub, wire, token: Token("alice"));

        await client.SubscribeAsync("orders:alice");
        await client.PublishAsync("orders:alice", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        var refusal = await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("orders:bob"));
        Assert.Contains("103: not yours", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("103: ", (await Assert.ThrowsAsync<HubException>(() => client.HistoryAsync("orders:bob"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_it_is_asked_too_and_explain_tells_its_answer()
    {
        await using var server = await StartAsync(("Access:ApiKeys:0", "an-operators-key-1"));

        Assert.Equal(HttpStatusCode.OK, await PublishAsync(server, "orders:alice"));
        Assert.Equal(HttpStatusCode.Forbidden, await PublishAsync(server, "orders:bob"));
        server.Http.DefaultRequestHeaders.Add("X-API-Key", "an-operators-key-1");
        var report = await server.GetJsonAsync("v1/permissions/explain?topic=orders:bob&user=alice");
        var rule = report.GetProperty("rights").GetProperty("subscribe");
        Assert.Equal((false, "not yours"), (rule.GetProperty("allowed").GetBoolean(), rule.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task While_it_does_not_answer_nobody_comes_in_and_clients_try_again_by_themselves()
    {
        await using var server = (await StartAsync()).Allows(WebhookFails);
        _isDown = true;
        await using var client = await RealtimeHubClient.ConnectAsync(server.Address.ToString(), new RealtimeHubClientOptions
        {
            AccessTokenProvider = _ => ValueTask.FromResult<string?>(Token("alice")), Reconnect = new() { MinDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(20) },
        });
        await using var items = client.Subscribe<int>("orders:alice").GetAsyncEnumerator();
        var next = items.MoveNextAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PublishAsync(server, "orders:alice"));
        await _failed.Task.WaitAsync(Patience.Token);
        _isDown = false;
        await server.Metrics.WaitForAsync("realtimehub.subscriptions", 1);
        await server.PublishAsync("orders:alice", 7);
        Assert.True(await next.AsTask().WaitAsync(Patience.Token));
        Assert.Equal(7, Assert.IsType<HubEvent<int>>(items.Current).Data);
    }

    [Fact]
    public async Task A_subscription_of_the_server_waits_for_it_and_one_that_is_there_stays()
    {
        await using var server = (await StartAsync(("Webhook:CacheFor", "00:00:00"))).Allows(WebhookFails);
        _isDown = true;
        await using var client = await BareClient.ConnectAsync(server.Hub, token: Following("orders:alice"));
        await _failed.Task.WaitAsync(Patience.Token);
        _isDown = false;
        Assert.Equal("orders:alice", Assert.IsType<Received.Begun>(await client.NextAsync()).Reply.Topic);

        _isDown = true;
        await client.Connection.InvokeAsync<long>(HubNames.Refresh, Following("orders:alice"));
        await server.PublishAsync("orders:alice", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task In_a_batch_it_is_waited_for_once()
    {
        await using var server = (await StartAsync()).Allows(WebhookFails);
        _isDown = true;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/events", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", Token("alice"));
        request.Content = new StringContent("""[{"topic":"orders:a","data":1},{"topic":"orders:b","data":1},{"topic":"orders:c","data":1}]""", Encoding.UTF8, "application/json");
        var answer = await (await server.Http.SendAsync(request, Patience.Token)).Content.ReadAsStringAsync(Patience.Token);

        Assert.Equal(3, answer.Split("108").Length - 1);
        Assert.Equal(1, _refusals);
    }

    [Fact]
    public async Task An_application_that_embeds_the_hub_decides_in_code()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddRealtimeHub(options =>
        {
            options.Access.AnonymousSubscribers = true;
            options.Namespaces["rooms"] = new() { Permissions = new() { Subscribe = RealtimeHub.Configuration.Who.Authorizer } };
        }).AddTopicAuthorizer<OpenRooms>();
        await using var app = builder.Build();
        app.MapRealtimeHub();
        await app.StartAsync();
        await using var client = await BareClient.ConnectAsync(new Uri(new Uri(app.Urls.Single()), "hub"));

        await client.SubscribeAsync("rooms:open");
        Assert.Contains("103: this room is closed", (await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("rooms:shut"))).Message, StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_namespace_that_wants_an_authorizer_needs_one()
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(("Namespaces:orders:Permissions:Publish", "Authorizer")));

        Assert.Contains("RealtimeHub:Namespaces:orders:Permissions name Authorizer, and there is none", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Orders belong to the user after whom they are named.</summary>
    private async Task AnswerAsync(HttpContext http)
    {
        var question = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        if (_isDown || http.Request.Headers.Authorization != "Bearer a-secret-of-the-hook")
        {
            Interlocked.Increment(ref _refusals);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            _failed.TrySetResult();
            return;
        }

        var mayDo = question.GetProperty("topic").GetString() == $"orders:{question.GetProperty("user").GetString()}";
        await http.Response.WriteAsJsonAsync(new { allow = mayDo, reason = "not yours" });
    }

    private static string Following(string topic) => Tokens.Following("alice", TimeProvider.System.GetUtcNow().AddMinutes(30), topic);

    private static string Token(string user) => Tokens.For(user, TimeProvider.System.GetUtcNow().AddMinutes(30));

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) => TestServer.StartAsync(
        port: 0, "Production",
        [
            .. Tokens.Settings, ("Namespaces:orders:Permissions:Subscribe", "Authorizer"), ("Namespaces:orders:Permissions:Publish", "Authorizer"),
            ("Webhook:Address", $"{_webhook.Urls.Single()}/may"), ("Webhook:Secret", "a-secret-of-the-hook"), .. settings,
        ]);

    private static async Task<HttpStatusCode> PublishAsync(TestServer server, string topic)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"v1/topics/{topic}/events", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", Token("alice"));
        request.Content = new StringContent("1", Encoding.UTF8, "application/json");
        return (await server.Http.SendAsync(request, Patience.Token)).StatusCode;
    }

    private sealed class OpenRooms : ITopicAuthorizer
    {
        public ValueTask<TopicAnswer> DecideAsync(TopicQuestion question, CancellationToken cancellationToken) =>
            ValueTask.FromResult(question.Topic.Value == "rooms:open" ? TopicAnswer.Allow : TopicAnswer.Deny("this room is closed"));
    }
}
