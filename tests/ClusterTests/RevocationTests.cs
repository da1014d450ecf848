using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>A revocation counts on all nodes, or the operator hears where it does not.</summary>
public sealed class RevocationTests
{
    private const string Log = "rh:n:{cluster}:revocations";
    private const int TooMany = 1709;

    private static readonly (string, string) One = ("Tokens:MaxRevocations", "1");
    private static readonly (string, string) QuickBeat = ("Redis:HeartbeatInterval", "00:00:00.500");

    [Fact]
    public async Task A_node_that_can_remember_no_more_is_not_said_to_have_taken_a_revocation()
    {
        await using var shared = await SharedServer.StartAsync(QuickBeat);
        await using var full = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock, QuickBeat, One);
        full.Allows(TooMany);
        await Poll.UntilAsync(async () => (await shared.Server.GetJsonAsync("v1/nodes")).GetProperty("nodes").GetArrayLength() == 2, TimeSpan.FromSeconds(10), () => "the other node is not seen");

        Assert.False((await RevokeAsync(shared.Server, "first")).TryGetProperty("unanswered", out _));
        Assert.Equal(1, (await RevokeAsync(shared.Server, "second")).GetProperty("unanswered").GetArrayLength());
        await full.WaitForLogAsync(TooMany, atLeast: 1);
    }

    [Fact]
    public async Task Revocations_whose_time_is_over_take_no_room_in_a_node_that_starts_and_go_from_Redis()
    {
        await using var shared = await SharedServer.StartAsync();
        await shared.Redis.CallAsync("XADD", Log, "1-0", "jti", "old");
        await using var late = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock, One);

        await RevokeAsync(late, "new");

        Assert.Equal(1, (await shared.Redis.CallAsync("XLEN", Log)).Number);
    }

    private static async Task<JsonElement> RevokeAsync(TestServer node, string id)
    {
        using var answer = await node.Http.PostAsJsonAsync(new Uri("v1/tokens/revocations", UriKind.Relative), new { jti = id });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
