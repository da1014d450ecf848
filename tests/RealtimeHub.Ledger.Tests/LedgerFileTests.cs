using RealtimeHub.Contracts;
using RealtimeHub.Ledger.Files;

namespace RealtimeHub.Ledger.Tests;

public sealed class LedgerFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ledger");

    [Fact]
    public void Every_kind_of_entry_comes_back_as_it_was()
    {
        LedgerEntry[] entries =
        [
            new LedgerEntry.Published(1, new PubId(1, 2), "a", 0, PublishResult.Unknown, null, "key", "retry"),
            new LedgerEntry.Published(2, new PubId(1, 3), "a", 1, PublishResult.Acked, new StreamPosition("e", 1)),
            new LedgerEntry.Connected(3, 7),
            new LedgerEntry.Subscribed(4, 7, 3, new SubscribeReply { Topic = "a", Epoch = "e", Offset = 1, Recovered = true }, new StreamPosition("e", 0), 5, true),
            new LedgerEntry.Delivered(5, 7, "a", "e", 1, new PubId(1, 3), "key"),
            new LedgerEntry.Gap(6, 7, "a", 1, 4, GapReasons.Slow),
            new LedgerEntry.Conflating(7, 7, "a", false),
            new LedgerEntry.Unsubscribed(8, 7, "a", 2500),
            new LedgerEntry.Disconnected(9, 7),
            new LedgerEntry.Gauge(11, "connections", 0, 1),
            new LedgerEntry.AtRest(12),
            new LedgerEntry.Restarted(13),
        ];

        Assert.Equal(entries, LedgerFiles.Read(Write("all", entries)));
    }

    [Fact]
    public void Lists_come_back_as_they_were()
    {
        var connected = new LedgerEntry.Connected(3, 7, ["a", "b"]);
        var read = new LedgerEntry.HistoryRead(10, 9, "a", new StreamPosition("e", 4), 0, true, [new HistoryEvent(4, new PubId(1, 3))]);

        var back = LedgerFiles.Read(Write("lists", connected, read)).ToList();

        Assert.Equal(connected.Allowed, Assert.IsType<LedgerEntry.Connected>(back[0]).Allowed);
        Assert.Equal(read.Events, Assert.IsType<LedgerEntry.HistoryRead>(back[1]).Events);
    }

    [Fact]
    public void Several_files_are_read_by_their_time()
    {
        var first = Write("first", new LedgerEntry.AtRest(1), new LedgerEntry.AtRest(4));
        var second = Write("second", new LedgerEntry.AtRest(2), new LedgerEntry.AtRest(3), new LedgerEntry.AtRest(5));

        Assert.Equal([1, 2, 3, 4, 5], LedgerFiles.Read(first, second).Select(entry => entry.At));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, params LedgerEntry[] entries)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var file = new LedgerFileWriter(path);
        foreach (var entry in entries) file.Record(entry);
        return path;
    }
}
