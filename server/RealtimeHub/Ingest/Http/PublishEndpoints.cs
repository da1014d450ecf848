using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
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
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);

        v1.MapPost("/events", PublishBatch)
            .WithName("PublishBatch")
            .WithSummary("Publish many events")
            .WithDescription("A JSON array, or one JSON object a line, of { topic, data, key?, type?, id? }; at most 1,000 by default. "
                + "The answer has one result per item, in order: a position, or an error.")
            .Accepts<BatchEvent[]>(isOptional: true, "application/json", "application/x-ndjson", "*/*")
            .Produces<BatchResult[]>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<IResult> PublishOne(
        string topic, HttpContext http, IEventPublisher publisher, IOptions<RealtimeHubOptions> options,
        string? key, string? type, string? id, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        if (!RouteTopic.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        if (name.IsServerTopic) return Problems.For(ErrorCode.PermissionDenied, "topics that begin with $ are the server's own");
        var limit = options.Value.Ingest.MaxEventBytes;
        if (await Body.ReadAsync(http.Request, limit, http.RequestAborted) is not { } body) return TooLarge(limit);
        if (BodyKind.TryRead(http.Request.ContentType, body, out var data) is { } problem) return Problems.For(ErrorCode.BadRequest, problem);
        var request = new PublishRequest(name, data) { Key = key, Type = type, Id = id, IdempotencyKey = idempotencyKey };
        return await publisher.PublishAsync(request, http.RequestAborted) switch
        {
            PublishOutcome.Accepted accepted => Results.Ok(PublishReply.For(name, accepted.Position)),
            PublishOutcome.Duplicate duplicate => Results.Ok(PublishReply.For(name, duplicate.Position)),
            PublishOutcome.Rejected rejected => Problems.For(rejected.Code, rejected.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static async Task<IResult> PublishBatch(
        HttpContext http, IEventPublisher publisher, IOptions<RealtimeHubOptions> options,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        var limits = options.Value.Ingest;
        if (await Body.ReadAsync(http.Request, limits.MaxBatchBytes, http.RequestAborted) is not { } body) return TooLarge(limits.MaxBatchBytes);
        var items = new List<BatchItem>();
        if (new BatchReader(limits.MaxBatchEvents).TryRead(body, items) is { } problem)
        {
            return Problems.For(ErrorCode.BadRequest, problem);
        }

        var results = new BatchResult[items.Count];
        for (var i = 0; i < results.Length; i++)
        {
            // Item by item, so that a retry of the batch finds each of its events again.
            var itemKey = idempotencyKey is null ? null : $"{idempotencyKey}/{i}";
            results[i] = await PublishItem(publisher, items[i], itemKey, http.RequestAborted);
        }

        return Results.Ok(results);
    }

    private static async ValueTask<BatchResult> PublishItem(
        IEventPublisher publisher, BatchItem item, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (item.Request is not { } request) return BatchResult.Failed(ErrorCode.BadRequest, item.Problem!);
        if (request.Topic.IsServerTopic) return BatchResult.Failed(ErrorCode.PermissionDenied, "topics that begin with $ are the server's own");
        return await publisher.PublishAsync(request with { IdempotencyKey = idempotencyKey }, cancellationToken) switch
        {
            PublishOutcome.Accepted accepted => BatchResult.Published(request.Topic, accepted.Position),
            PublishOutcome.Duplicate duplicate => BatchResult.Published(request.Topic, duplicate.Position),
            PublishOutcome.Rejected rejected => BatchResult.Failed(rejected.Code, rejected.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static IResult TooLarge(int limit) =>
        Problems.For(ErrorCode.BadRequest, $"the body is larger than {limit} bytes", StatusCodes.Status413PayloadTooLarge);
}
