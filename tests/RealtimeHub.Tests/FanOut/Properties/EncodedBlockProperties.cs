using CsCheck;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

public sealed class EncodedBlockProperties
{
    private static readonly Gen<(int After, byte[][] Events, double Cursor, double UpTo, int MaxBytes)> Cases = Gen.Select(
        Gen.Int[0, 1_000], Gen.Byte.Array[1, 60].Array[1, 20], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[1, 500]);

    [Fact]
    public void A_window_has_the_events_after_its_cursor_as_many_as_fit_and_one_at_least() =>
        Cases.Sample(
            (after, events, cursorShare, upToShare, maxBytes) =>
            {
                var block = Filled(after, events);
                var first = (int)(cursorShare * (events.Length - 1));
                var last = first + 1 + (int)(upToShare * (events.Length - first - 1));
                var expected = events[first..last].ToList();
                while (expected.Count > 1 && expected.Sum(e => e.Length) > maxBytes) expected.RemoveAt(expected.Count - 1);

                var slice = block.Window(after + first, after + last, maxBytes);

                Assert.Equal((after + first, after + first + expected.Count, expected.Count), (slice.From, slice.To, slice.Events));
                Assert.Equal(expected.SelectMany(e => e), BytesOf(slice));
                Assert.Equal(first, slice.AppendedAt);
            },
            iter: Campaign.Cases);

    [Fact]
    public void What_was_handed_out_never_changes_while_the_block_grows() =>
        Gen.Byte.Array[1, 60].Array[1, 20].Sample(
            events =>
            {
                var block = new EncodedBlock("json", after: 0, endsAt: long.MaxValue);
                var windows = new List<Slice>();
                for (var i = 0; i < events.Length; i++)
                {
                    block.Add(events[i], i);
                    windows.Add(block.Window(0, i + 1, int.MaxValue));
                }

                var all = events.SelectMany(e => e).ToArray();
                foreach (var window in windows) Assert.True(BytesOf(window).AsSpan().SequenceEqual(all.AsSpan(0, window.Bytes)));
                Assert.Equal(all.Length, windows[^1].Bytes);
            },
            iter: Campaign.Cases);

    private static EncodedBlock Filled(long after, byte[][] events)
    {
        var block = new EncodedBlock("json", after, endsAt: long.MaxValue);
        for (var i = 0; i < events.Length; i++) block.Add(events[i], appendedAt: i);
        return block;
    }

    private static byte[] BytesOf(Slice slice) => slice.Message.Bytes.ToArray();
}
