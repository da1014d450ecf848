using System.Text;
using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tests.Replay;

/// <summary>Reads a text as if it were a file.</summary>
internal static class ReplayReading
{
    public static async Task<IReadOnlyList<ReplayRow>> RowsAsync(this IReplayReader reader, string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var rows = new List<ReplayRow>();
        await foreach (var row in reader.ReadAsync(file, Patience.Token)) rows.Add(row);
        return rows;
    }

    public static async Task<IReadOnlyList<string>> JsonAsync(this IReplayReader reader, string text) =>
        [.. (await reader.RowsAsync(text)).OfType<ReplayRow.Event>().Select(row => Encoding.UTF8.GetString(row.Json))];

    public static IEnumerable<(long Line, string Reason)> Problems(this IEnumerable<ReplayRow> rows) =>
        rows.OfType<ReplayRow.Unreadable>().Select(row => (row.Line, row.Reason));
}
