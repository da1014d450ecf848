using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Witnesses;

namespace ClusterTests.Support;

/// <summary>Reads the whole history of topics at a node, and writes down what is there.</summary>
internal sealed class RunHistories(HttpClient http, ILedger ledger)
{
    private const int PageSize = 1_000;

    /// <returns>All events that the node has.</returns>
    public async Task<HashSet<PubId>> ReadAsync(Uri node, IEnumerable<string> topics)
    {
        var found = new HashSet<PubId>();
        foreach (var topic in topics)
        {
            for (var after = new StreamPosition(); await ReadPageAsync(node, topic, after) is { Events: [.., var last] } page; after = new StreamPosition(page.Head.Epoch, last.Offset))
                found.UnionWith(page.Events.Select(e => e.Id));
        }

        return found;
    }

    /// <summary>The first page has no position: nobody knows the epoch yet.</summary>
    private async Task<LedgerEntry.HistoryRead> ReadPageAsync(Uri node, string topic, StreamPosition after)
    {
        var start = Witness.Now;
        var since = after.Offset == 0 ? "" : $"&since={after}";
        var json = await http.GetFromJsonAsync<JsonElement>(new Uri(node, $"/v1/topics/{Uri.EscapeDataString(topic)}/events?limit={PageSize}{since}"));
        var head = new StreamPosition(json.GetProperty("epoch").GetString()!, json.GetProperty("offset").GetInt64());
        HistoryEvent[] events = [.. json.GetProperty("events").EnumerateArray().Select(ReadEvent)];
        var read = new LedgerEntry.HistoryRead(Witness.Now, start, topic, head, after.Offset, Reverse: false, events);
        ledger.Record(read);
        return read;
    }

    private static HistoryEvent ReadEvent(JsonElement e) => new(e.GetProperty("offset").GetInt64(), PubId.Parse(e.GetProperty("data").GetString()));
}
