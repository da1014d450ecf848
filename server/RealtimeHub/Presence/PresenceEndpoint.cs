using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Topics;

namespace RealtimeHub.Presence;

/// <summary>Asking over HTTP who follows a topic.</summary>
internal static class PresenceEndpoint
{
    public static void MapPresence(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/topics/{topic}/presence", Ask)
            .WithName("ReadPresence")
            .WithSummary("Ask who follows a topic")
            .WithDescription("count: connections; users: how many users these belong to. members is absent when there are more than Presence:MaxListed of the namespace. "
                + "A namespace without presence gets 403 with code 103.")
            .Produces<PresenceReply>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> Ask(string topic, HttpContext http, PresenceService presence, Permissions permissions)
    {
        if (!RouteTopic.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        if (await permissions.DecideAsync(http, name, TopicRights.Presence) is { IsAllowed: false } forbidden) return Problems.Refused(forbidden);
        return presence.Ask(name) switch
        {
            PresenceOutcome.Known known => Results.Bytes(known.View.Json, "application/json"),
            PresenceOutcome.Refused refused => Problems.For(refused.Code, refused.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }
}

/// <summary>Who follows a topic, as it is answered. Only described here; it is written without building it.</summary>
internal sealed record PresenceReply(string Topic, int Count, int Users, IReadOnlyList<PresenceReplyMember>? Members);

/// <summary>One connection that follows a topic.</summary>
internal sealed record PresenceReplyMember(string Id, string? User, JsonElement? Info);
