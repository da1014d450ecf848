using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Security.Authorization;

/// <summary>Answers are kept and shared, and whatever is no clear yes is a no.</summary>
public sealed class WebhookAuthorizerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();
    private readonly RecordedLog _log = new();
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);
    private Func<HttpContext, Task> _answer = http => http.Response.WriteAsync("""{"allow":true}""");
    private int _asked;

    public WebhookAuthorizerTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(http =>
        {
            Interlocked.Increment(ref _asked);
            _arrived.Release();
            http.Response.ContentType = "application/json";
            return _answer(http);
        });
    }

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _counted.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public async Task An_answer_counts_for_as_long_as_it_is_set_and_only_for_what_was_asked()
    {
        using var webhook = Make();

        Assert.True((await AskAsync(webhook, "a")).IsAllowed);
        Assert.True((await AskAsync(webhook, "a")).IsAllowed);
        Assert.Equal(1, _asked);
        await AskAsync(webhook, "b");
        await AskAsync(webhook, "a", TopicRights.Publish);
        Assert.Equal(3, _asked);

        _answer = http => http.Response.WriteAsync("""{"allow":false,"reason":"gone"}""");
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True((await AskAsync(webhook, "a")).IsAllowed);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new TopicAnswer(false, "gone"), await AskAsync(webhook, "a"));
        Assert.Equal(4, _asked);
    }

    [Fact]
    public async Task The_same_question_is_asked_once_however_many_want_to_know()
    {
        using var webhook = Make();
        var go = new TaskCompletionSource();
        _answer = async http =>
        {
            await go.Task;
            await http.Response.WriteAsync("""{"allow":true}""");
        };

        var answers = Enumerable.Range(0, 100).Select(_ => AskAsync(webhook, "a")).ToList();
        await _arrived.WaitAsync();
        go.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.True(answer.IsAllowed));
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(500, """{"allow":true}""")]
    [InlineData(204, "")]
    [InlineData(401, "")]
    [InlineData(200, "")]
    [InlineData(200, "yes")]
    [InlineData(200, "true")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"allow":"true"}""")]
    [InlineData(200, """{"allow":1}""")]
    [InlineData(200, """{"Allow":true}""")]
    [InlineData(200, """{"allow":true""")]
    public async Task What_is_no_answer_refuses_for_the_moment_and_is_not_kept(int status, string body)
    {
        using var webhook = Make();
        _answer = http =>
        {
            http.Response.StatusCode = status;
            return body.Length == 0 ? Task.CompletedTask : http.Response.WriteAsync(body);
        };

        Assert.Equal((false, true), await AskBothAsync(webhook));
        Assert.Contains(_log.Entries, entry => entry.EventId == 1503);
        _answer = http => http.Response.WriteAsync("""{"allow":true}""");
        Assert.Equal((true, false), await AskBothAsync(webhook));
    }

    [Fact]
    public async Task An_answer_without_end_and_a_redirect_are_no_answers()
    {
        using var webhook = Make();
        _answer = http => http.Response.WriteAsync("{\"allow\":true,\"reason\":\"" + new string('x', 100_000) + "\"}");
        Assert.Equal((false, true), await AskBothAsync(webhook));

        _answer = http =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        Assert.Equal((false, true), await AskBothAsync(webhook));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_does_not_answer_in_time_refuses_for_the_moment()
    {
        using var webhook = Make();
        _answer = http => new TaskCompletionSource().Task.WaitAsync(http.RequestAborted);

        var asking = AskAsync(webhook, "a");
        await _arrived.WaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((false, true), (await asking) is { } answer ? (answer.IsAllowed, answer.IsTemporary) : default);
    }

    [Fact]
    public async Task Only_so_many_questions_are_under_way_or_wait()
    {
        using var webhook = Make(concurrent: 1, waiting: 1);
        var go = new TaskCompletionSource();
        _answer = async http =>
        {
            await go.Task;
            await http.Response.WriteAsync("""{"allow":true}""");
        };

        var first = AskAsync(webhook, "a");
        await _arrived.WaitAsync();
        var second = AskAsync(webhook, "b");
        var third = await AskAsync(webhook, "c");
        Assert.Equal((false, true, 1), (third.IsAllowed, third.IsTemporary, _asked));

        go.SetResult();
        Assert.True((await first).IsAllowed && (await second).IsAllowed);
    }

    private static Task<TopicAnswer> AskAsync(WebhookAuthorizer webhook, string topic, TopicRights right = TopicRights.Subscribe) =>
        webhook.DecideAsync(new TopicQuestion(ClientPrincipal.Anonymous, User: null, TopicName.Parse(topic), right), CancellationToken.None).AsTask();

    private static async Task<(bool IsAllowed, bool IsTemporary)> AskBothAsync(WebhookAuthorizer webhook)
    {
        var answer = await AskAsync(webhook, "a");
        return (answer.IsAllowed, answer.IsTemporary);
    }

    private WebhookAuthorizer Make(int concurrent = 10, int waiting = 10) => new(
        Given.Options(o => o.Webhook = new() { Address = _app.Urls.Single() + "/may", MaxConcurrent = concurrent, MaxWaiting = waiting }),
        _clock, _counted.Metrics, _log.For<WebhookAuthorizer>());
}
