using System.ComponentModel;
using CsCheck;
using RealtimeHub.Configuration;
using Xunit;

namespace RealtimeHub.Tests.Limits;

public sealed class RateLimitTests
{
    [Theory]
    [InlineData("10/s burst 50", 10, 50, false)]
    [InlineData("10/s", 10, 10, false)]
    [InlineData("0.5/s", 0.5, 1, false)]
    [InlineData(" 6 / m  burst 5 ", 0.1, 5, false)]
    [InlineData("3600/H Burst 2 Dry-Run", 1, 2, true)]
    [InlineData("off", 0, 0, false)]
    public void Is_read_from_text(string text, double perSecond, int burst, bool dryRun)
    {
        Assert.True(RateLimit.TryParse(text, out var limit));
        Assert.Equal(new RateLimit(perSecond, burst, dryRun), limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10/d")]
    [InlineData("-1/s")]
    [InlineData("0/s")]
    [InlineData("1e3/s")]
    [InlineData("2000000/s")]
    [InlineData("10/s burst 0")]
    [InlineData("10/s burst 99999999999")]
    [InlineData("10/s burst")]
    [InlineData("1/h burst 1000000")] // It would take a century to fill.
    [InlineData("10/s dry")]
    public void Anything_else_is_refused(string text) => Assert.False(RateLimit.TryParse(text, out _));

    [Fact]
    public void What_is_written_can_be_read() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 1_000], Gen.Bool).Sample((perHour, burst, dryRun) =>
        {
            var limit = new RateLimit(perHour / 3_600.0, burst, dryRun);
            Assert.True(RateLimit.TryParse(limit.ToString(), out var read), limit.ToString());
            Assert.Equal(limit.PerSecond, read.PerSecond, tolerance: 1e-6);
            Assert.Equal((burst, dryRun), (read.Burst, read.IsDryRun));
        });

    [Fact]
    public void The_configuration_reads_it_with_a_converter()
    {
        var converter = TypeDescriptor.GetConverter(typeof(RateLimit));

        Assert.Equal(new RateLimit(5, 6), converter.ConvertFromInvariantString("5/s burst 6"));
        Assert.Throws<FormatException>(() => converter.ConvertFromInvariantString("fast"));
    }
}
