using SecurityTests.Support;
using Xunit;
using Xunit.Sdk;

namespace SecurityTests.Threats;

/// <summary>The rule that all threats are tested with finds what it is there to find.</summary>
public sealed class BystanderTests
{
    [Fact]
    public async Task A_bystander_who_is_disconnected_is_noticed()
    {
        await using var neighbourhood = await Neighbourhood.StartAsync();
        var found = await Assert.ThrowsAnyAsync<XunitException>(() => neighbourhood.WhileAsync(() => CloseAsync(neighbourhood, "bystander-42")));

        Assert.Contains("disconnected", found.Message, StringComparison.Ordinal);
    }

    private static async Task CloseAsync(Neighbourhood neighbourhood, string user)
    {
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        using var answer = await http.DeleteAsync(new Uri($"v1/users/{user}/connections", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }
}
