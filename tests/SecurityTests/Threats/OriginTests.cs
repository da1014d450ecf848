using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Pages that have no business here. A browser opens a WebSocket to anywhere for them, and CORS does not keep it from that.</summary>
public sealed class OriginTests(Neighbourhood neighbourhood)
{
    private static readonly string[] LookAlikes =
    [
        "https://app.example.com.evil.example.org",
        "https://evil-app.example.com",
        "https://evil.example.org/https://app.example.com",
        "https://evil.example.org#app.example.com",
        "https://app.example.com@evil.example.org",
        "https://example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.",
        "https://app.example.com/",
        "https://app.example.com, https://app.example.com",
        "https://app.example.com https://evil.example.org",
        "https://xn--pp-7lc.example.com",
        "https://\u00d0\u00b0pp.example.com",
        "https://*",
        "*",
        "null",
        "NULL",
        "",
        "file://",
    ];

    private readonly Uri _server = neighbourhood.Server.Address;

    [Fact]
    public Task T01_A_page_of_another_origin_gets_403_at_every_door_even_with_a_good_token() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var request in Doors("Origin: https://evil.example.org", $"Authorization: Bearer {Attacker.Token(Attacker.NewName(), "*")}"))
        {
            var before = neighbourhood.Server.Metrics["realtimehub.access.refused"];
            Assert.Equal(403, await RawConnection.AskAsync(_server, request));
            Assert.Equal(before + 1, neighbourhood.Server.Metrics["realtimehub.access.refused"]);
        }
    });

    [Fact]
    public Task T01_A_page_of_another_origin_is_not_told_that_it_may_ask() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Attacker.Http(_server);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "v1/topics/neighbours-0/events");
        preflight.Headers.Add("Origin", "https://evil.example.org");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await http.SendAsync(preflight);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));
    });

    [Fact]
    public Task T02_An_origin_that_only_looks_like_an_allowed_one_gets_403() => RefusesAsync([.. LookAlikes.Select(origin => new[] { $"Origin: {origin}" })]);

    [Fact]
    public Task T02_Two_origins_get_403_even_when_one_is_allowed() =>
        RefusesAsync([$"Origin: {Neighbourhood.Origin}", "Origin: https://evil.example.org"]);

    [Fact]
    public Task T02_A_header_that_anybody_can_send_makes_no_other_scheme_or_host_of_it() =>
        RefusesAsync([$"Origin: https://{_server.Authority}", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example.org", "Forwarded: proto=https;host=evil.example.org"]);

    [Fact]
    public Task T02_The_allowed_origin_itself_comes_in() => neighbourhood.WhileAsync(async () =>
    {
        var token = $"Authorization: Bearer {Attacker.Token(Attacker.NewName(), "*")}";
        Assert.Equal(101, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server, token, $"Origin: {Neighbourhood.Origin}")));
        Assert.Equal(101, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server, token, $"Origin: http://{_server.Authority}")));
    });

    private Task RefusesAsync(params string[][] all) => neighbourhood.WhileAsync(async () =>
    {
        var token = $"Authorization: Bearer {Attacker.Token(Attacker.NewName(), "*")}";
        foreach (var headers in all)
        {
            foreach (var request in Doors([.. headers, token])) Assert.Equal(403, await RawConnection.AskAsync(_server, request));
        }
    });

    private IEnumerable<string> Doors(params string[] headers) =>
    [
        RawConnection.Request(_server, "POST /hub/negotiate?negotiateVersion=1", [.. headers, "Content-Length: 0"]),
        RawConnection.Upgrade(_server, headers),
        RawConnection.Request(_server, "GET /hub", [.. headers, "Accept: text/event-stream"]),
        RawConnection.Request(_server, "GET /v1/topics/neighbours-0/events", headers),
        RawConnection.Request(_server, "POST /v1/topics/neighbours-0/events", [.. headers, "Content-Length: 1"]) + "1",
    ];
}
