using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;
using RealtimeHub.Topics;

namespace RealtimeHub.Ingest;

/// <summary>Checks, de-duplicates and appends: the one way into a topic.</summary>
internal sealed class EventPublisher : IEventPublisher
{
    /// <summary>The longest key, type or id, in characters.</summary>
    public const int MaxLabelLength = 255;

    private readonly TopicRegistry _topics;
    private readonly IdempotencyWindow _idempotency;
    private readonly IngestOptions _limits;
    private readonly Limiter _limiter;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ISharedAppender? _shared;
    private readonly Func<PublishRequest, PublishOutcome> _append;

    public EventPublisher(
        TopicRegistry topics, IdempotencyWindow idempotency, IOptions<RealtimeHubOptions> options, Limiter limiter, RealtimeHubMetrics metrics, ISharedAppender? shared = null)
    {
        _shared = shared;
        _topics = topics;
        _idempotency = idempotency;
        _limits = options.Value.Ingest;
        _limiter = limiter;
        _metrics = metrics;
        _append = Append;
    }

    public ValueTask<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (FindProblem(request) is { } problem) return ValueTask.FromResult(Refuse(problem));
        return IsShared(request.Topic) ? ShareOneAsync(request) : ValueTask.FromResult(Count(AppendOnce(request)));
    }

    public async ValueTask<IReadOnlyList<PublishOutcome>> PublishManyAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new PublishOutcome[requests.Count];
        var shared = new Dictionary<TopicName, List<int>>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var request = requests[i];
            if (FindProblem(request) is { } problem) outcomes[i] = Refuse(problem);
            else if (!IsShared(request.Topic)) outcomes[i] = Count(AppendOnce(request));
            else if (shared.TryGetValue(request.Topic, out var ofTopic)) ofTopic.Add(i);
            else shared.Add(request.Topic, [i]);
        }

        await Task.WhenAll(shared.Select(async ofTopic =>
        {
            var published = await ShareAsync(ofTopic.Key, [.. ofTopic.Value.Select(i => requests[i])]);
            for (var i = 0; i < published.Count; i++) outcomes[ofTopic.Value[i]] = published[i];
        }));
        return outcomes;
    }

    /// <summary>The server's own topics tell about this node.</summary>
    private bool IsShared(TopicName topic) => _shared is not null && !topic.IsServerTopic;

    private async ValueTask<PublishOutcome> ShareOneAsync(PublishRequest request) => (await ShareAsync(request.Topic, [request]))[0];

    private async ValueTask<IReadOnlyList<PublishOutcome>> ShareAsync(TopicName topic, IReadOnlyList<PublishRequest> requests)
    {
        var outcomes = await _shared!.AppendAsync(topic, requests);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (Count(outcomes[i]) is PublishOutcome.Accepted) _metrics.EventAccepted(requests[i].Data.Bytes.Length);
        }

        return outcomes;
    }

    private PublishOutcome Refuse(string problem) => Count(new PublishOutcome.Rejected(ErrorCode.BadRequest, problem));

    private PublishOutcome AppendOnce(PublishRequest request) => request.IdempotencyKey is { } key ? _idempotency.Once(request, key, _append) : Append(request);

    private PublishOutcome Count(PublishOutcome outcome)
    {
        if (outcome is PublishOutcome.Rejected rejected) _metrics.EventRejected(rejected.Code);
        return outcome;
    }

    private PublishOutcome Append(PublishRequest request)
    {
        var added = new NewEvent(request.Data.Bytes, request.Data.IsJson, request.Key, request.Type, request.Id);
        while (true)
        {
            var refused = _topics.GetOrCreate(request.Topic, out var log);
            if (refused != ErrorCode.None) return new PublishOutcome.Rejected(refused, ErrorTexts.For(refused, request.Topic));
            if (TooFast(log) is { } rejected) return rejected;
            if (log.TryAppend(added, out var offset))
            {
                _metrics.EventAccepted(request.Data.Bytes.Length);
                return new PublishOutcome.Accepted(new StreamPosition(log.Epoch, offset));
            }

            // Retired between the look-up and the append: help it out of the registry and use the topic's next life.
            _topics.Remove(log);
        }
    }

    private PublishOutcome.Rejected? TooFast(TopicLog log)
    {
        if (_limiter.Namespaces.OfTopic(log.Settings) is not { } limit) return null;
        var wait = _limiter.Take(limit, ref log.PublishBucket, _limiter.Now);
        return wait == 0 ? null : new PublishOutcome.Rejected(ErrorCode.RateLimited, ErrorTexts.RetryAfter(_limiter.ToTime(wait)));
    }

    private string? FindProblem(PublishRequest request)
    {
        if (request.Topic.Value.Length == 0) return "the topic is missing";
        if (request.Data.Bytes.Length > _limits.MaxEventBytes) return $"the payload is larger than {_limits.MaxEventBytes} bytes";
        if (TooLong(request.Key)) return $"key is longer than {MaxLabelLength} characters";
        if (TooLong(request.Type)) return $"type is longer than {MaxLabelLength} characters";
        if (TooLong(request.Id)) return $"id is longer than {MaxLabelLength} characters";
        if (IdempotencyKeys.FindProblem(request.IdempotencyKey) is { } badKey) return badKey;

        return request.Data.IsJson ? JsonCheck.FindProblem(request.Data.Bytes.Span, _limits.MaxJsonDepth) : null;
    }

    private static bool TooLong(string? label) => label?.Length > MaxLabelLength;
}
