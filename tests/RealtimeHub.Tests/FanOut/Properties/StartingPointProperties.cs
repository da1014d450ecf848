using CsCheck;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

public sealed class StartingPointProperties
{
    private static readonly Gen<LogWindow> Windows = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40])
        .Select((dropped, held) => new LogWindow(dropped + 1, dropped + held, held, held));

    private static readonly Gen<StreamPosition?> Positions =
        Gen.Select(Gen.OneOf("epoch", "EPOCH", "other"), Gen.Long[0, 90], Gen.Int[0, 3]).Select((epoch, offset, none) => none == 0 ? null : new StreamPosition(epoch, offset));

    [Fact]
    public void A_position_is_continued_exactly_when_the_log_holds_everything_after_it() =>
        Gen.Select(Windows, Positions, Gen.Int[0, 90].Nullable()).Sample(
            (window, since, tail) =>
            {
                var start = StartingPoint.Decide(window, "epoch", since, tail);

                // Everything after it, one offset after the other.
                var holdsAll = since?.Epoch == "epoch" && since.Offset <= window.Head
                    && Range(since.Offset + 1, window.Head).All(offset => offset >= window.First);
                Assert.Equal(holdsAll, start.Recovered);
                Assert.Equal(since is not null && !holdsAll, start.Reason is not null);
                var wanted = holdsAll ? window.Head - since!.Offset : Math.Min(tail ?? 0, window.Events);
                Assert.Equal(window.Head - wanted, start.Cursor);
            },
            iter: Campaign.Cases);

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var offset = first; offset <= last; offset++) yield return offset;
    }
}
