using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Topics;

namespace RealtimeHub.Ingest.Http;

/// <summary>Publishing over HTTP: one event, or a batch.</summary>
internal static class PublishEndpoints
{
    public static void MapPublish(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/topics/{topic}/events", PublishOne)
            .WithName("PublishEvent")
            .WithSummary("Publish one event")
            .WithDescription("The body is the event: any JSON value, or text (text/*), or bytes (any other content type). "
                + "With an Idempotency-Key a retry is safe: the same key and body return the first position.")
            .Accepts<object>(isOptional: true, "application/json", "text/plain", "*/*")
            .Produces<PublishReply>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        v1.MapPost("/events", PublishBatch)
            .WithName("PublishBatch")
            .WithSummary("Publish many events")
            .WithDescription("A JSON array, or one JSON object a line, of { topic, data, key?, type?, id? }; at most 1,000 by default. "
                + "The answer has one result per item, in order: a position, or an error.")
            .Accepts<BatchEvent[]>(isOptional: true, "application/json", "application/x-ndjson", "*/*")
            .Produces<BatchResult[]>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> PublishOne(
        string topic, HttpContext http, IEventPublisher publisher, Permissions permissions, HttpRateLimiter limiter, IOptions<RealtimeHubOptions> options,
        string? key, string? type, string? id, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        if (!RouteTopic.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        if (NamespaceTable.IsServers(name)) return Problems.For(ErrorCode.PermissionDenied, ErrorTexts.ServerTopic);
        if (limiter.TakePublish(http, 1) is { } wait) return TooMany(wait);
        if (await DecidePublishAsync(http, permissions, name) is { IsAllowed: false } refused) return Problems.Refused(refused);
        var body = await Body.ReadAsync(http, options.Value.Ingest.MaxEventBytes);
        if (body.Refusal is { } refusal) return refusal;
        if (BodyKind.TryRead(http.Request.ContentType, body.Bytes, out var data) is { } problem) return Problems.For(ErrorCode.BadRequest, problem);
        var request = new PublishRequest(name, data) { Key = key, Type = type, Id = id, IdempotencyKey = idempotencyKey };
        return (await publisher.PublishAsync(request, http.RequestAborted)).Match(
            position => new JsonReply<PublishReply>(PublishReply.For(name, position)),
            Problems.Rejected);
    }

    private static async Task<IResult> PublishBatch(
        HttpContext http, IEventPublisher publisher, Permissions permissions, HttpRateLimiter limiter, IOptions<RealtimeHubOptions> options,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var limits = options.Value.Ingest;
        if (IdempotencyKeys.FindProblem(idempotencyKey) is { } badKey) return Problems.For(ErrorCode.BadRequest, badKey);
        var body = await Body.ReadAsync(http, limits.MaxBatchBytes);
        if (body.Refusal is { } refusal) return refusal;
        var items = new List<BatchItem>();
        if (new BatchReader(limits.MaxBatchEvents).TryRead(body.Bytes, items) is { } problem)
        {
            return Problems.For(ErrorCode.BadRequest, problem);
        }

        if (limiter.TakePublish(http, items.Count) is { } wait) return TooMany(wait);
        return new JsonReply<BatchResult[]>(await PublishItemsAsync(http, publisher, permissions, items, idempotencyKey));
    }

    private static async Task<BatchResult[]> PublishItemsAsync(HttpContext http, IEventPublisher publisher, Permissions permissions, List<BatchItem> items, string? idempotencyKey)
    {
        var results = new BatchResult[items.Count];
        var allowed = new List<PublishRequest>(items.Count);

        // An authorizer that does not answer is waited for once, and not for each item.
        var answers = true;
        for (var i = 0; i < results.Length; i++)
        {
            if (items[i].Request is not { } request) results[i] = BatchResult.Failed(ErrorCode.BadRequest, items[i].Problem!);
            else if (NamespaceTable.IsServers(request.Topic)) results[i] = BatchResult.Failed(ErrorCode.PermissionDenied, ErrorTexts.ServerTopic);
            else
            {
                var decision = await DecidePublishAsync(http, permissions, request.Topic, answers);
                answers &= !decision.IsTemporary;
                if (decision.IsAllowed) allowed.Add(request with { IdempotencyKey = idempotencyKey, BatchItem = i });
                else results[i] = BatchResult.Failed(decision.Code, decision.Rule);
            }
        }

        var outcomes = await publisher.PublishManyAsync(allowed, http.RequestAborted);
        for (var i = 0; i < allowed.Count; i++) results[allowed[i].BatchItem!.Value] = Result(allowed[i].Topic, outcomes[i]);
        return results;
    }

    private static BatchResult Result(TopicName topic, PublishOutcome outcome) => outcome.Match(
        position => BatchResult.Published(topic, position),
        rejected => BatchResult.Failed(rejected.Code, rejected.Reason));

    /// <summary>Over HTTP developers publish to any topic; everybody else where a scope, a token or the namespace lets them.</summary>
    private static ValueTask<Decision> DecidePublishAsync(HttpContext http, Permissions permissions, TopicName topic, bool mayAsk = true) =>
        http.Features.Get<Caller>() is { Principal.Role: ClientRole.Developer }
            ? ValueTask.FromResult(new Decision(true, "Development, on the same machine"))
            : permissions.DecideAsync(http, topic, TopicRights.Publish, mayAsk);

    private static IResult TooMany(TimeSpan wait) => Problems.RateLimited("too many events are published", wait);
}
