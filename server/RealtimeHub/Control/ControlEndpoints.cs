using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Topics;

namespace RealtimeHub.Control;

/// <summary>What operators see and do over HTTP: connections, revocations, and why something is allowed or not.</summary>
internal static class ControlEndpoints
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;
    private const int MaxName = 255;

    private static readonly TopicRights[] Rights = [TopicRights.Subscribe, TopicRights.Publish, TopicRights.History, TopicRights.Presence];

    public static void MapControl(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/connections", List).WithName("ListConnections").WithSummary("List connections")
            .WithDescription("By id, all or those of a user, in pages: pass the cursor of one page to get the next. limit: 1 to 1,000, default 100.")
            .Produces<ConnectionPage>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapDelete("/connections/{id}", EndOne).WithName("CloseConnection").WithSummary("Close a connection")
            .WithDescription("It is told 3503, and does not come back by itself.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapDelete("/connections/{id}/subscriptions/{topic}", Unsubscribe).WithName("EndSubscription").WithSummary("End a subscription")
            .WithDescription("The client is told 'unsubscribed' with 103; it may subscribe again if it is allowed to.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapDelete("/users/{user}/connections", EndUser).WithName("CloseUserConnections").WithSummary("Close all connections of a user")
            .Produces<ClosedConnections>();
        v1.MapPost("/tokens/revocations", Revoke).WithName("RevokeTokens").WithSummary("Revoke tokens")
            .WithDescription("One by its jti, or all of a user that were made before a time (seconds since 1970, default now). Open connections with them are closed with 3500.")
            .Accepts<RevocationRequest>("application/json").Produces<ClosedConnections>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/nodes", Nodes).WithName("ListNodes").WithSummary("List the nodes of the cluster")
            .WithDescription("Those that share a Redis, with what they do. One that dies is gone from the list within 35 seconds. Empty without Redis.")
            .Produces<NodePage>();
        v1.MapGet("/permissions/explain", Explain).WithName("ExplainPermissions").WithSummary("Explain what somebody may do with a topic, and why")
            .WithDescription("Either a user, who is taken to have a token without topics, or a token; without both, somebody who has not said who it is.")
            .Produces<PermissionReport>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> List(Operators by, string? user, string? cursor, string? limit)
    {
        if (limit is not null && !(int.TryParse(limit, System.Globalization.CultureInfo.InvariantCulture, out var asked) && asked is >= 1 and <= MaxPage))
        {
            return Problems.For(ErrorCode.BadRequest, $"limit is 1 to {MaxPage}");
        }

        var count = limit is null ? DefaultPage : int.Parse(limit, System.Globalization.CultureInfo.InvariantCulture);
        var (found, silent) = await by.ListAsync(user, cursor ?? "", count + 1);
        var shown = found.Take(count).ToList();
        return Results.Ok(new ConnectionPage(shown, found.Count > count ? shown[^1].Id : null, Unanswered.By(silent)));
    }

    private static async Task<IResult> EndOne(string id, HttpContext http, Operators by)
    {
        return Done(await by.CloseAsync(http, id), "there is no such connection");
    }

    private static async Task<IResult> Unsubscribe(string id, string topic, HttpContext http, Operators by)
    {
        if (!RouteTopic.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        return Done(await by.UnsubscribeAsync(http, id, name), "there is no such connection, or it does not follow the topic");
    }

    private static IResult Done(bool? isDone, string nobody) => isDone switch
    {
        true => Results.NoContent(),
        false => Problems.NotFound(nobody),
        null => Problems.Refused(ErrorCode.Unavailable, "not all nodes answered, and the others have no such connection; try again"),
    };

    private static async Task<IResult> EndUser(string user, HttpContext http, Operators by) => Results.Ok(await by.CloseUserAsync(http, user));

    private static IResult Nodes(HttpContext http) => Results.Ok(new NodePage(http.RequestServices.GetService<IOtherNodes>()?.Nodes ?? []));

    private static async Task<IResult> Revoke(RevocationRequest request, HttpContext http, Operators by)
    {
        if (request is not ({ Jti.Length: > 0, User: null } or { User.Length: > 0, Jti: null })) return Problems.For(ErrorCode.BadRequest, "give jti or user, not both");
        if ((request.Jti ?? request.User)!.Length > MaxName) return Problems.For(ErrorCode.BadRequest, $"jti and user have {MaxName} characters at most");
        return await by.RevokeAsync(http, request) switch
        {
            ({ } closed, _) => Results.Ok(closed),
            (_, ErrorCode.TopicLimit) => Problems.For(ErrorCode.TopicLimit, "this node remembers as many revocations as it may; see RealtimeHub:Tokens:MaxRevocations"),
            (_, var refused) => Problems.Refused(refused, "the revocation counts on this node, and could not be told to the others: Redis cannot be reached; try again"),
        };
    }

    private static async Task<IResult> Explain(Permissions permissions, TokenReader tokens, HttpContext http, string? topic, string? user, string? token)
    {
        if (!TopicName.TryParse(topic, out var name)) return Problems.For(ErrorCode.BadRequest, ErrorTexts.InvalidTopic);
        var client = ClientPrincipal.Anonymous;
        if (user is { Length: > 0 }) client = ClientPrincipal.Bearer(new ClientIdentity(user, DateTimeOffset.MaxValue, []));
        if (token is { Length: > 0 })
        {
            if (await tokens.ReadAsync(token) is not TokenOutcome.Accepted accepted) return Problems.For(ErrorCode.BadRequest, "the token is not valid");
            client = ClientPrincipal.Bearer(accepted.Identity);
        }

        var rules = new Dictionary<string, RuleReport>();
        foreach (var right in Rights) rules[right.ToString().ToLowerInvariant()] = RuleReport.Of(await permissions.DecideAsync(client, name, right, http.RequestAborted));
        return Results.Ok(new PermissionReport(name.Value, client.User, rules));
    }
}
