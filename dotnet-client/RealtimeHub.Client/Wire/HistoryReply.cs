using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Wire;

/// <summary>The server's answer to History.</summary>
internal sealed record HistoryReply(string Epoch, long Offset, List<HistoryReply.Entry> Events)
{
    public sealed record Entry(long Offset, JsonElement Data, EventMeta? Meta = null);
}
