using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;

namespace RealtimeHub.Tasks.Http;

/// <summary>Background work over HTTP.</summary>
internal static class TaskEndpoints
{
    private const string Unknown = "there is no such task, or it ended long ago";
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public static void MapTasks(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/tasks/{kind}", StartAsync).WithName("StartTask").WithSummary("Start a background task")
            .WithDescription("The body is the arguments, as JSON; empty for {}. Answers at once; what becomes of the task is told on the topic task:{id}. key: tasks of a kind and a user with the same key "
                + "run one at a time, in order; latest: this one takes the place of those before it with the key. priority: interactive or bulk. With an Idempotency-Key a retry is safe.")
            .Accepts<object>(isOptional: true, "application/json")
            .Produces<TaskReport>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/tasks/{id}", FindAsync).WithName("ReadTask").WithSummary("Read the state of a task")
            .Produces<TaskReport>().ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapDelete("/tasks/{id}", CancelAsync).WithName("CancelTask").WithSummary("Cancel a task")
            .WithDescription("One that waits is cancelled at once; one that runs ends when its handler has obeyed. One that has ended stays as it is: the answer says how it stands.")
            .Produces<TaskReport>().ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/tasks", ListAsync).WithName("ListTasks").WithSummary("List tasks")
            .WithDescription("The newest first: your own, or for operators all. state: open or ended. In pages: pass the cursor of one page to get the next. limit: 1 to 1,000, default 100.")
            .Produces<TaskPage>().ProducesProblem(StatusCodes.Status400BadRequest);
        v1.MapGet("/task-kinds", (HttpContext http, TaskKinds kinds, TaskAccess access) => Results.Json(TaskKindPage.Of(kinds.All.Where(kind => access.ForbidsStart(Of(http), kind.Name) is null)), WireJson.Options))
            .WithName("ListTaskKinds").WithSummary("List the kinds of tasks that you may start").WithDescription("With the JSON schema of their arguments.").Produces<TaskKindPage>();
    }

    private static async Task<IResult> StartAsync(
        string kind, HttpContext http, BackgroundTasks tasks, TaskAccess access, HttpRateLimiter limiter, IOptions<RealtimeHubOptions> options,
        string? key, bool? latest, string? priority, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey)
    {
        if (limiter.TakePublish(http, 1) is { } wait) return Problems.RateLimited("too much is started", wait);
        var client = Of(http);
        if (access.ForbidsStart(client, kind) is { } forbidden) return Problems.For(ErrorCode.PermissionDenied, forbidden);
        if (TaskAccess.ForbidsKey(client, key) is { } nameless) return Problems.For(ErrorCode.PermissionDenied, nameless);
        if (!TryReadPriority(priority, out var wanted)) return Problems.For(ErrorCode.BadRequest, "priority is interactive or bulk");
        var body = await Body.ReadAsync(http, options.Value.Tasks.MaxArgumentBytes);
        if (body.Refusal is { } refusal) return refusal;
        var start = new TaskStartOptions { Key = key, Latest = latest ?? false, Priority = wanted, IdempotencyKey = idempotencyKey, Owner = TaskAccess.OwnerOf(client) };
        return await tasks.StartJsonAsync(kind, body.Bytes.Length == 0 ? "{}"u8.ToArray() : body.Bytes, start, http.RequestAborted) switch
        {
            TaskStart.Accepted accepted => Accepted(accepted.Task),
            TaskStart.Duplicate duplicate => Accepted(duplicate.Task),
            var refused => Refused((TaskStart.Refused)refused),
        };
    }

    private static async Task<IResult> FindAsync(string id, HttpContext http, ITaskBoard board) =>
        await ThatAsync(http, board, id, task => Task.FromResult<TaskReport?>(task.ToReport(board.Kept)));

    private static async Task<IResult> CancelAsync(string id, HttpContext http, ITaskBoard board, IBackgroundTasks tasks) =>
        await ThatAsync(http, board, id, async task => await tasks.CancelAsync(task.Id));

    private static async Task<IResult> ThatAsync(HttpContext http, ITaskBoard board, string id, Func<TaskRecord, Task<TaskReport?>> then)
    {
        try
        {
            return await board.FindAsync(id) is { } task && TaskAccess.MayHave(Of(http), task) && await then(task) is { } report ? Results.Json(report, WireJson.Options) : Problems.For(ErrorCode.UnknownTask, Unknown);
        }
        catch (BoardUnavailableException)
        {
            return Problems.Refused(ErrorCode.Unavailable, BackgroundTasks.Away);
        }
    }

    private static async Task<IResult> ListAsync(HttpContext http, ITaskBoard board, string? kind, string? state, string? cursor, string? limit)
    {
        var count = DefaultPage;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxPage)) return Problems.For(ErrorCode.BadRequest, $"limit is 1 to {MaxPage}");
        if (state is not (null or "open" or "ended")) return Problems.For(ErrorCode.BadRequest, "state is open or ended");
        var client = Of(http);
        if (!client.MayOperate && client.User is null) return Problems.For(ErrorCode.PermissionDenied, "only operators see the tasks of others; see RealtimeHub:Access:Keys");
        try
        {
            var found = await board.ListAsync(new TaskQuery(kind, client.MayOperate ? null : client.User, state is null ? null : state == "open", cursor, count + 1));
            var shown = found.Tasks.Take(count).Select(task => task.ToReport(board.Kept)).ToList();
            return Results.Json(new TaskPage(shown, found.Tasks.Count > count ? shown[^1].Id : found.ReadTo), WireJson.Options);
        }
        catch (BoardUnavailableException)
        {
            return Problems.Refused(ErrorCode.Unavailable, BackgroundTasks.Away);
        }
    }

    private static IResult Accepted(TaskReport report) => Results.Json(report, WireJson.Options, statusCode: StatusCodes.Status202Accepted);

    private static IResult Refused(TaskStart.Refused refused) => Problems.Refused(refused.Code, refused.Reason);

    private static bool TryReadPriority(string? text, out TaskPriority priority)
    {
        priority = text == "bulk" ? TaskPriority.Bulk : TaskPriority.Interactive;
        return text is null or "interactive" or "bulk";
    }

    private static ClientPrincipal Of(HttpContext http) => http.Features.Get<Caller>()?.Principal ?? ClientPrincipal.Of(http.User);
}

/// <summary>Some tasks; the cursor asks for the next page, and is null at the end.</summary>
internal sealed record TaskPage(IReadOnlyList<TaskReport> Tasks, string? Cursor);

/// <summary>Kinds of work, by name.</summary>
internal sealed record TaskKindPage(IReadOnlyList<TaskKindPage.Kind> Kinds)
{
    public static TaskKindPage Of(IEnumerable<TaskKind> kinds) => new([.. kinds.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind =>
        new Kind(kind.Name, kind.Description, kind.Arguments, kind.Options.MaxAttempts, (long)kind.Options.Timeout.TotalMilliseconds, kind.Options.Workers))]);

    /// <param name="Name">Its name, as it stands in addresses.</param>
    /// <param name="Description">What it is for.</param>
    /// <param name="Arguments">The JSON schema of its arguments.</param>
    /// <param name="MaxAttempts">How many attempts may fail before the task does.</param>
    /// <param name="TimeoutMs">How long one attempt may take.</param>
    /// <param name="Workers">How many of them a node works on at once.</param>
    public sealed record Kind(string Name, string? Description, JsonNode Arguments, int MaxAttempts, long TimeoutMs, int Workers);
}
