using System.ComponentModel.DataAnnotations;
using RealtimeHub.Sources;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class SourceOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Problems(new SourceOptions()));

    [Fact]
    public void A_capacity_of_nothing_is_refused() => Assert.Equal(["Capacity"], Problems(new SourceOptions { Capacity = 0 }));

    [Fact]
    public void A_longest_rest_below_the_shortest_is_refused() =>
        Assert.Equal(["MaxRestartDelay"], Problems(new SourceOptions { MaxRestartDelay = TimeSpan.FromSeconds(0.5) }));

    private static IEnumerable<string> Problems(SourceOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.SelectMany(problem => problem.MemberNames);
    }
}
