using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tests.Replay;

public sealed class PlainNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-12")]
    [InlineData("1.8630000000000002")]
    [InlineData("25643711.0")]
    [InlineData("1e-05")]
    [InlineData("1.5E+20")]
    [InlineData("9007199254740991")]
    public void Numbers_stay_numbers(string text) => Assert.True(PlainNumber.Is(text));

    [Theory]
    [InlineData("")]
    [InlineData("007")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1\n")]
    [InlineData("12e4")]
    [InlineData("1e+999")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("-")]
    [InlineData("٣")]
    [InlineData("9007199254740992")]
    [InlineData("12345678901234567890")]
    public void What_only_looks_like_a_number_stays_text(string text) => Assert.False(PlainNumber.Is(text));
}
