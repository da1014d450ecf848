using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Draining;
using RealtimeHub.Ingest.Http;

namespace RealtimeHub.Control;

/// <summary>Operators send the clients of a node away, and take that back.</summary>
internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/drain", (Drain drain, ConnectionRegistry connections) => Results.Ok(Report(drain, connections)))
            .WithName("GetDrain").WithSummary("See whether the node lets its clients go")
            .WithDescription("off: it serves. draining: it sends its clients away. drained: they are gone, and no new one is taken.").Produces<DrainReport>();
        v1.MapPost("/drain", Begin).WithName("BeginDrain").WithSummary("Send all clients of the node away")
            .WithDescription("As before a stop, but the process goes on: /health/ready answers 503, no new connection is taken, each client is told 3001 and when to come back.")
            .Produces<DrainReport>(StatusCodes.Status202Accepted);
        v1.MapDelete("/drain", TakeBack).WithName("EndDrain").WithSummary("Take clients again").Produces<DrainReport>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static IResult Begin(HttpContext http, Operators by, Drain drain, ConnectionRegistry connections)
    {
        by.BeginDrain(http);
        return Results.Accepted(value: Report(drain, connections));
    }

    private static IResult TakeBack(HttpContext http, Operators by, Drain drain, ConnectionRegistry connections) =>
        by.TryTakeDrainBack(http)
            ? Results.Ok(Report(drain, connections))
            : Problems.For(ErrorCode.BadRequest, "the process is ending, and that cannot be taken back", StatusCodes.Status409Conflict);

    private static DrainReport Report(Drain drain, ConnectionRegistry connections) => new(drain.State.ToString().ToLowerInvariant(), connections.Count);
}
