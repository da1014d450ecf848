using System.Text;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Measuring;

public sealed class MarksTests
{
    private static readonly EventMark Mark = new(Topic: 12, Sequence: 345_678, Due: 9_876_543_210);

    [Theory]
    [InlineData(Marks.MinLength)]
    [InlineData(128)]
    [InlineData(65_536)]
    public void A_mark_is_found_again_in_data_of_exactly_the_wanted_length(int length)
    {
        var data = Marks.WriteJson(Mark, length);

        Assert.Equal(length, data.Length);
        Assert.True(Marks.TryFind(data, out var found));
        Assert.Equal(Mark, found);
    }

    [Fact]
    public void A_mark_is_found_wherever_it_stands_in_a_message()
    {
        byte[] message = [.. "42[\"event\","u8, .. Marks.WriteJson(Mark, 64), .. "]"u8];

        Assert.True(Marks.TryFind(message, out var found));
        Assert.Equal(Mark, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no mark at all")]
    [InlineData("~L~00012000000345678000000000098765432")]
    [InlineData("~L~0001x00000034567800000000009876543210")]
    public void What_is_no_mark_is_none(string text) => Assert.False(Marks.TryFind(Encoding.ASCII.GetBytes(text), out _));
}
