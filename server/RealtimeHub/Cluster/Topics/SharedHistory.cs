using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Topics;

/// <summary>Reads the history of topics in Redis, so that whoever has published finds his event, on whatever node he asks.</summary>
internal sealed class SharedHistory(TopicStore store, NamespaceTable namespaces, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    public async ValueTask<HistoryOutcome> ReadAsync(TopicName name, HistoryRequest request)
    {
        if (namespaces.Find(name) is not { } settings) return Refused(ErrorCode.UnknownNamespace, name);
        try
        {
            var limit = request.Limit ?? Math.Min(HistoryReader.DefaultLimit, options.Value.Ingest.MaxHistoryEvents);
            var part = await store.ReadAsync(name, (request.Since?.Offset ?? 0) + 1, limit, request.Reverse is true, clock.GetUtcNow() - settings.MaxAge);
            return Answer(name, request, settings, part);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            return Refused(ErrorCode.Unavailable, name);
        }
    }

    private HistoryOutcome Answer(TopicName name, HistoryRequest request, NamespaceOptions settings, in TopicPart part)
    {
        var (epoch, head) = (part.State.Epoch ?? "", part.State.Head);
        if (request.Since is { } since && (since.Epoch != epoch || since.Offset > head || since.Offset < (part.Oldest ?? head + 1) - 1))
        {
            return new HistoryOutcome.Refused(ErrorCode.UnrecoverablePosition, $"{since} cannot be continued from; read again without since to get what {name} holds");
        }

        return new HistoryOutcome.Page(name, epoch, settings.StampTime, head, [.. WithinBytes(part)]);
    }

    private IEnumerable<TopicEvent> WithinBytes(TopicPart part)
    {
        long bytes = 0;
        var isFirst = true;
        foreach (var (offset, envelope) in part.Events)
        {
            var item = new TopicEvent(offset, envelope.Time, envelope.Event);
            bytes += item.Bytes;
            if (bytes > options.Value.Ingest.MaxHistoryBytes && !isFirst) yield break;
            isFirst = false;
            yield return item;
        }
    }

    private static HistoryOutcome.Refused Refused(ErrorCode code, TopicName name) => new(code, ErrorTexts.For(code, name));
}
