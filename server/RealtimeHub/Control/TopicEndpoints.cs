using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Security;

namespace RealtimeHub.Control;

/// <summary>The list of topics, for whoever may read them.</summary>
internal static class TopicEndpoints
{
    private const int DefaultTopics = 100;
    private const int MaxTopics = 1_000;

    public static void MapTopics(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/topics", ListAsync)
            .WithName("ListTopics")
            .WithSummary("List topics")
            .WithDescription("By name, those that begin with prefix and that the rules let the caller read (topics of background tasks: operators only), in pages: pass the cursor of one page to get the next. limit: 1 to 1,000, default 100. "
                + "With several nodes, those that somebody follows on any of them.")
            .Produces<TopicPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ListAsync(HttpContext http, TopicLister topics, Permissions permissions, string? prefix, string? cursor, string? limit)
    {
        var wanted = DefaultTopics;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out wanted) || wanted is < 1 or > MaxTopics))
        {
            return Problems.For(ErrorCode.BadRequest, $"limit is 1 to {MaxTopics}");
        }

        // The names of topics that somebody may not read are nothing for him either, not even as a cursor.
        var readable = new List<TopicSummary>();
        var after = cursor ?? "";
        var silent = new HashSet<string>(StringComparer.Ordinal);
        while (readable.Count <= wanted)
        {
            var (page, unanswered) = await topics.PageAsync(prefix ?? "", after, MaxTopics);
            silent.UnionWith(unanswered);
            if (page.Count == 0) break;
            readable.AddRange(page.Where(topic => TopicName.TryParse(topic.Topic, out var name) && permissions.MayList(http, name)));
            after = page[^1].Topic;

            // There may be very many tasks, and of none of them another page is wanted.
            if (TopicName.TryParse(after, out var last) && NamespaceTable.IsOfTask(last) && !permissions.MayList(http, last)) after = NamespaceTable.BehindTasks;
        }

        var shown = readable.Take(wanted).ToList();
        return Results.Ok(new TopicPage(shown, readable.Count > wanted ? shown[^1].Topic : null, Unanswered.By([.. silent])));
    }
}
