using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Sources;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class SourceOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Equal(1_024, Validated(_ => { }).Capacity);

    [Fact]
    public void A_capacity_of_nothing_is_refused() =>
        Assert.Throws<OptionsValidationException>(() => Validated(options => options.Capacity = 0));

    [Fact]
    public void A_longest_rest_below_the_shortest_is_refused()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Validated(options => options.MaxRestartDelay = TimeSpan.FromSeconds(0.5)));

        Assert.Contains("MaxRestartDelay is shorter than MinRestartDelay", error.Message, StringComparison.Ordinal);
    }

    private static SourceOptions Validated(Action<SourceOptions> configure)
    {
        using var services = new ServiceCollection().AddSources().Configure(configure).BuildServiceProvider();
        return services.GetRequiredService<IOptions<SourceOptions>>().Value;
    }
}
