using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Security.Authorization;

/// <summary>
/// Asks an application over HTTP. Answers are kept for a while, the same question is asked once however many want to know, only so many are under way, and whatever is
/// no clear yes is a no.
/// </summary>
internal sealed partial class WebhookAuthorizer : ITopicAuthorizer, IDisposable
{
    private const int MaxAnswerBytes = 16 * 1_024;
    private const int MaxReason = 200;

    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ILogger<WebhookAuthorizer> _logger;
    private readonly LogThrottle _log;
    private readonly HttpClient _http;
    private readonly MemoryCache _answers;
    private readonly SemaphoreSlim _turns;
    private readonly ConcurrentDictionary<Question, Lazy<Task<TopicAnswer>>> _underWay = new();

    // Of the questions under way: the dictionary would lock all of itself to count them.
    private int _count;

    public WebhookAuthorizer(IOptions<RealtimeHubOptions> options, TimeProvider clock, RealtimeHubMetrics metrics, ILogger<WebhookAuthorizer> logger)
    {
        (_options, _clock, _metrics, _logger, _log) = (options.Value.Webhook, clock, metrics, logger, new LogThrottle(clock));
        _answers = new MemoryCache(new MemoryCacheOptions { SizeLimit = _options.MaxCached });
        _turns = new SemaphoreSlim(_options.MaxConcurrent);

        // A redirect could lead anywhere, with the secret.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false })
        {
            BaseAddress = new Uri(_options.Address!), Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (_options.Secret is { } secret) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
    }

    public ValueTask<TopicAnswer> DecideAsync(TopicQuestion question, CancellationToken cancellationToken)
    {
        var asked = new Question(question.User, question.Topic.Value, question.Right.ToString().ToLowerInvariant());
        if (_answers.TryGetValue(asked, out Kept? kept) && _clock.GetElapsedTime(kept!.Since) < _options.CacheFor) return ValueTask.FromResult(kept.Answer);
        if (Volatile.Read(ref _count) >= _options.MaxConcurrent + _options.MaxWaiting && !_underWay.ContainsKey(asked)) return ValueTask.FromResult(Failed("busy", "too many questions wait for the webhook"));

        // Many may want to know the same at once, and none of them takes the question back for the others.
        var answer = _underWay.GetOrAdd(asked, static (key, self) => new Lazy<Task<TopicAnswer>>(() => self.AskAsync(key)), this).Value;
        return new ValueTask<TopicAnswer>(answer.WaitAsync(cancellationToken));
    }

    public void Dispose()
    {
        _http.Dispose();
        _answers.Dispose();

        // Not the semaphore: questions that are under way give their turns back.
    }

    private async Task<TopicAnswer> AskAsync(Question question)
    {
        Interlocked.Increment(ref _count);
        using var timeout = new CancellationTokenSource(_options.Timeout, _clock);
        var hasTurn = false;
        try
        {
            await _turns.WaitAsync(timeout.Token);
            hasTurn = true;
            var answer = await PostAsync(question, timeout.Token);
            if (_options.CacheFor > TimeSpan.Zero && !answer.IsTemporary) Keep(question, answer);
            return answer;
        }
        catch (OperationCanceledException)
        {
            return Failed("failed", "the webhook did not answer in time");
        }
#pragma warning disable CA1031 // Whatever it is that came instead of an answer: it is no yes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed("failed", $"the webhook gave no answer: {e.Message}");
        }
        finally
        {
            _underWay.TryRemove(question, out _);
            Interlocked.Decrement(ref _count);
            if (hasTurn) _turns.Release();
        }
    }

    private async Task<TopicAnswer> PostAsync(Question question, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync((Uri?)null, question, cancellationToken);
        if (response.StatusCode != System.Net.HttpStatusCode.OK) return Failed("failed", $"the webhook answered with status {(int)response.StatusCode}");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("allow", out var allow) || allow.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Failed("failed", "the webhook answered without 'allow'");
        }

        _metrics.WebhookAsked(allow.GetBoolean() ? "allowed" : "refused");
        return allow.GetBoolean() ? new TopicAnswer(true, "the webhook") : TopicAnswer.Deny(ReasonOf(answer));
    }

    private static string ReasonOf(JsonElement answer) =>
        answer.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String && reason.GetString() is { Length: > 0 and <= MaxReason } text
            ? text
            : "the webhook does not allow it";

    private void Keep(Question question, TopicAnswer answer) =>
        _answers.Set(question, new Kept(answer, _clock.GetTimestamp()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = _options.CacheFor });

    /// <summary>The client is not told what went wrong behind the server; the log is.</summary>
    private TopicAnswer Failed(string outcome, string problem)
    {
        _metrics.WebhookAsked(outcome);
        if (_log.MayLog()) LogFailed(problem);
        return TopicAnswer.NotNow(Decision.Unknown.Rule);
    }

    /// <summary>What is asked, as it is sent.</summary>
    private sealed record Question(string? User, string Topic, string Right);

    private sealed record Kept(TopicAnswer Answer, long Since);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning,
        Message = "What clients may do could not be asked ({Problem}): it is refused for the moment (108). See RealtimeHub:Webhook.")]
    private partial void LogFailed(string problem);
}
