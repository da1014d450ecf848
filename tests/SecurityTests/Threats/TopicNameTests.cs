using System.Net;
using System.Net.Http.Headers;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Names of topics that are none, or that could be taken for others.</summary>
public sealed class TopicNameTests(Neighbourhood neighbourhood)
{
    private const int AtOnce = 8;

    /// <summary>As they stand in JSON.</summary>
    private static readonly string[] Wrong =
    [
        "", " ", "a b", "a\\r\\nb", "a\\nX-Evil: 1", "\\u0000", "a\\u0000b", "*", "open:*", "a?", "[a]", "{a}b}", "a,b", "a%2Fb", "a\\\\b", "$", "$$server:stats", "\\u00e9", "e\\u0301", "\\u202e",
        "\\ud83d\\ude00", "<script>", "'; DROP TABLE topics; --", new('x', 256), new('x', 5_000),
    ];

    /// <summary>Good names that some system somewhere would take for one another, or for something else.</summary>
    private static readonly string[] Alike = ["a", "A", "a.", "a/", "a//", "a.b", "a..b", "a/b", "..", "../a", ".", "/", "-", "--", "a-b", "a_b", "meta.x", "__proto__", "constructor", "0", "00"];

    private readonly TestServer _server = neighbourhood.Server;

    [Fact]
    public Task T13_What_is_no_name_gets_107_on_the_hub() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var method in new[] { "Subscribe", "Unsubscribe", "Publish", "History" })
        {
            // Few of them for each connection: who goes on is closed, which others test.
            foreach (var names in Wrong.Chunk(AtOnce))
            {
                using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
                foreach (var name in names) Assert.Contains("\"error\":\"107: ", await CallAsync(socket, method, name), StringComparison.Ordinal);
            }
        }
    });

    [Fact]
    public Task T13_Half_a_character_gets_107_or_ends_its_own_connection() => neighbourhood.WhileAsync(async () =>
    {
        using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
        await socket.SendAsync("{\"type\":1,\"invocationId\":\"i\",\"target\":\"Subscribe\",\"arguments\":[{\"topic\":\"\\ud800\"}]}" + HubSocket.End);

        Assert.Matches("\"error\":\"107: |\\[3009,", await socket.ReadAsync());
    });

    [Fact]
    public Task T13_What_is_no_name_gets_400_over_HTTP() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Http();
        foreach (var name in new[] { "%20", "a%20b", "a%0D%0Ab", "%00", "a%00b", "*", "%2A", "a%3Fb", "%C3%A9", "e%CC%81", "%ED%A0%80", "%FF", "%7Ba%7D", "a%5Cb", "%24", new('x', 256) })
        {
            using var answer = await http.PostAsync(new Uri($"v1/topics/{name}/events", UriKind.Relative), new StringContent("1"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    });

    [Fact]
    public Task T13_Names_that_look_alike_are_different_topics() => neighbourhood.WhileAsync(async () =>
    {
        var prefix = $"{Attacker.NewName()}/";
        await using var client = await BareClient.ConnectAsync(_server.Hub, token: Token());
        foreach (var name in Alike) await client.SubscribeAsync(prefix + name);
        using var http = Http();
        foreach (var name in Alike)
        {
            using var answer = await http.PostAsync(new Uri($"v1/topics/{Uri.EscapeDataString(prefix + name)}/events", UriKind.Relative), new StringContent($"\"{name}\"", new MediaTypeHeaderValue("application/json")));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var received = await client.NextEventAsync();
            Assert.Equal((prefix + name, 1, name), (received.Topic, received.Offset, received.Data.GetString()));
        }
    });

    private static string Token() => Attacker.Token(Attacker.NewName(), new { topic = "*", rights = new[] { "subscribe", "history", "publish" } });

    private static async Task<string> CallAsync(HubSocket socket, string method, string name)
    {
        var arguments = method switch
        {
            "Subscribe" => $"{{\"topic\":\"{name}\"}}",
            "Publish" => $"\"{name}\",1,null",
            "History" => $"\"{name}\",null",
            _ => $"\"{name}\"",
        };
        await socket.SendAsync($"{{\"type\":1,\"invocationId\":\"i\",\"target\":\"{method}\",\"arguments\":[{arguments}]}}{HubSocket.End}");
        return await socket.ReadToAsync(HubSocket.End);
    }

    private HttpClient Http()
    {
        var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        return http;
    }
}
