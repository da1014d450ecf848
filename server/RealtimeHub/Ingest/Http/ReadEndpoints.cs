using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Topics;

namespace RealtimeHub.Ingest.Http;

/// <summary>Reading over HTTP: the history of a topic.</summary>
internal static class ReadEndpoints
{
    private static readonly JsonSerializerOptions HistoryOptions = new(WireJson.Options) { Converters = { new HistoryJson() } };

    public static void MapReads(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/topics/{topic}/events", ReadHistory)
            .WithName("ReadHistory")
            .WithSummary("Read the history of a topic")
            .WithDescription("The events that the log still holds after since (epoch:offset), or all of them. limit: 1 to 1,000, default 100. "
                + "reverse=true: newest first. A position that cannot be continued from gets 410 with code 112.")
            .Produces<HistoryReply>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status410Gone);
    }

    // Numbers are read by hand, so that a wrong one gets our error and not the framework's empty answer.
    private static async Task<IResult> ReadHistory(string topic, HttpContext http, HistoryReader history, Permissions permissions, string? since, string? limit, string? reverse)
    {
        if (!RouteTopic.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        if (await permissions.DecideAsync(http, name, TopicRights.History) is { IsAllowed: false } forbidden) return Problems.Refused(forbidden);
        var position = default(StreamPosition);
        if (since is not null && !StreamPosition.TryParse(since, out position)) return Problems.For(ErrorCode.BadRequest, "since is epoch:offset");
        if (!TryNumber(limit, out var count)) return Problems.For(ErrorCode.BadRequest, "limit is a whole number");
        if (reverse is not (null or "true" or "false")) return Problems.For(ErrorCode.BadRequest, "reverse is true or false");
        return await history.ReadAsync(name, new HistoryRequest { Since = position, Limit = count, Reverse = reverse == "true" }) switch
        {
            HistoryOutcome.Page page => Results.Json(page, HistoryOptions),
            HistoryOutcome.Refused refused => Problems.Refused(refused.Code, refused.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static bool TryNumber(string? text, out int? number)
    {
        number = null;
        if (text is null) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) return false;
        number = parsed;
        return true;
    }
}
