using CsCheck;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using StackExchange.Redis;
using Xunit;

namespace RealtimeHub.Tests.Cluster;

/// <summary>No two things of different topics share a name in Redis, whatever the topics are called.</summary>
public sealed class RedisKeysTests
{
    private static readonly RedisKeys Keys = new("rh");

    /// <summary>Names that look like parts of keys, and such as other systems confuse.</summary>
    private static readonly Gen<string> Names =
        Gen.OneOf("s", "e", "i", "meta.", "stream:", "a:b", "a/b", "a%3ab", "{", "x", ":", ".", "/", "-", "_", "3a").Array[1, 6].Select(string.Concat)
            .Select(text => new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || "_.:/-".Contains(c))])).Where(text => TopicName.TryParse(text, out _));

    [Fact]
    public void Different_topics_have_different_keys_and_channels() =>
        Gen.Select(Names, Names).Where(pair => pair.Item1 != pair.Item2).Sample(
            pair => Assert.Empty(NamesOf(pair.Item1).Intersect(NamesOf(pair.Item2))), iter: Campaign.Cases);

    [Fact]
    public void The_keys_of_one_topic_differ_and_carry_one_hash_tag() =>
        Names.Sample(
            name =>
            {
                var all = NamesOf(name).ToList();
                Assert.Equal(all.Count, all.Distinct().Count());
                Assert.Single(all.Select(key => key[key.IndexOf('{', StringComparison.Ordinal)..(key.IndexOf('}', StringComparison.Ordinal) + 1)]).Distinct());
            },
            iter: Campaign.Cases);

    [Theory]
    [InlineData("prices:ACME", "prices%3aACME")]
    [InlineData("a/b.c", "a%2fb%2ec")]
    [InlineData("a_b-c", "a_b-c")]
    public void Everything_but_letters_digits_and_two_signs_is_written_in_hexadecimal(string topic, string encoded) => Assert.Equal(encoded, RedisKeys.Encode(topic));

    [Fact]
    public void Items_of_a_batch_have_idempotency_keys_of_their_own()
    {
        var topic = TopicName.Parse("t");

        RedisKey[] all = [Keys.Idempotency(topic, "k", null), Keys.Idempotency(topic, "k", 0), Keys.Idempotency(topic, "k", 1), Keys.Idempotency(topic, "0:k", null), Keys.Idempotency(topic, "-1:k", 1)];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static IEnumerable<string> NamesOf(string topic)
    {
        var name = TopicName.Parse(topic);
        return [$"{Keys.State(name)}", $"{Keys.Stream(name)}", Keys.Channel(name), $"{Keys.Idempotency(name, "k", null)}", $"{Keys.Idempotency(name, "k", 1)}"];
    }
}
