using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

public sealed class ConflationProperties
{
    private static readonly Gen<(string?[] Keys, int MaxEvents, double After, double UpTo)> Cases = Gen.Select(
        Gen.OneOf<string?>(null, "", "a", "A", "b").Array[1, 60], Gen.Int[1, 80], Gen.Double[0, 1], Gen.Double[0, 1]);

    [Fact]
    public void The_newest_event_of_each_key_is_what_a_plain_look_finds() =>
        Cases.Sample(
            (keys, maxEvents, afterShare, upToShare) =>
            {
                var log = Given.Log(new FakeTimeProvider(), new NamespaceOptions { MaxEvents = maxEvents });
                foreach (var key in keys) log.Append(Given.Json("1", key));
                var after = (int)(afterShare * keys.Length);
                var upTo = after + (int)(upToShare * (keys.Length - after));

                var newest = new Conflation().Newest(log, after, upTo)?.Select(e => (int)e.Offset);

                var isHeld = after == upTo || keys.Length - maxEvents <= after;
                var expected = Enumerable.Range(after + 1, upTo - after).GroupBy(offset => (keys[offset - 1] is null, keys[offset - 1])).Select(of => of.Last()).Order();
                Assert.Equal(isHeld ? expected : null, newest);
            },
            iter: Campaign.Cases);
}
