using System.Text.Json;
using CsCheck;
using RealtimeHub.Contracts;
using Xunit;

namespace RealtimeHub.Tests.Contracts;

public sealed class StreamPositionTests
{
    [Theory]
    [InlineData("abc:0", "abc", 0)]
    [InlineData("abc:12", "abc", 12)]
    [InlineData("a:b:7", "a:b", 7)]
    [InlineData("abc:9007199254740991", "abc", StreamPosition.MaxOffset)]
    public void Reads_epoch_and_offset(string text, string epoch, long offset)
    {
        Assert.True(StreamPosition.TryParse(text, out var position));
        Assert.Equal(new StreamPosition(epoch, offset), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abc:")]
    [InlineData(":5")]
    [InlineData("abc:-1")]
    [InlineData("abc:+1")]
    [InlineData("abc: 1")]
    [InlineData("abc:1 ")]
    [InlineData("abc:1.0")]
    [InlineData("abc:1,000")]
    [InlineData("abc:0x1")]
    [InlineData("abc:9007199254740992")]
    [InlineData("abc:99999999999999999999")]
    public void Refuses_what_is_no_position(string? text) => Assert.False(StreamPosition.TryParse(text, out _));

    [Fact]
    public void An_epoch_has_64_characters_at_most()
    {
        Assert.True(StreamPosition.TryParse(new string('e', 64) + ":1", out _));
        Assert.False(StreamPosition.TryParse(new string('e', 65) + ":1", out _));
    }

    [Fact]
    public void A_position_without_an_epoch_is_not_well_formed()
    {
        Assert.False(new StreamPosition().IsWellFormed);
        Assert.False(new StreamPosition(null!, 1).IsWellFormed);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 64], Gen.Long[0, StreamPosition.MaxOffset]).Sample(
            (epoch, offset) => StreamPosition.TryParse(new StreamPosition(epoch, offset).ToString(), out var read)
                && read == new StreamPosition(epoch, offset),
            iter: Campaign.Cases);

    [Fact]
    public void Only_epoch_and_offset_travel() =>
        Assert.Equal("""{"epoch":"abc","offset":7}""", JsonSerializer.Serialize(new StreamPosition("abc", 7), WireJson.Options));
}
