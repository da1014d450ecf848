using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Far more than sockets and pipes can hold: 15 MB.</summary>
internal static class Flood
{
    public const int Events = 250;

    public static readonly string Payload = new('x', 60_000);

    /// <summary>Reads until the offset, and checks that every offset came or was announced as missing, in order.</summary>
    public static async Task<List<Received.Gap>> ReadToAsync(BareClient client, long last)
    {
        var gaps = new List<Received.Gap>();
        for (long cursor = 0; cursor < last;)
        {
            switch (await client.NextAsync())
            {
                case Received.Event e:
                    Assert.Equal(cursor + 1, e.Offset);
                    cursor = e.Offset;
                    break;
                case Received.Gap gap:
                    Assert.Equal(cursor, gap.From);
                    Assert.True(gap.To > gap.From);
                    cursor = gap.To;
                    gaps.Add(gap);
                    break;
            }
        }

        return gaps;
    }
}
