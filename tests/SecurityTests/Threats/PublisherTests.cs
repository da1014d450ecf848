using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Publishers with no key or a wrong one, and with idempotency keys that are none.</summary>
public sealed class PublisherTests(Neighbourhood neighbourhood)
{
    private const string Wrong = "f3a9-one-key-for-everything-72";

    [Fact]
    public Task T35_Without_the_right_key_in_a_header_nothing_is_published() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Attacker.Http(neighbourhood.Server.Address);
        (string Path, string? Header, string? Value)[] attempts =
        [
            ("", null, null), ("", "X-API-Key", Wrong), ("", "X-API-Key", Neighbourhood.Key[..^1]), ("", "X-API-Key", Neighbourhood.Key + "x"), ("", "X-API-Key", Neighbourhood.Key.ToUpperInvariant()),
            ("", "X-API-Key", new string('k', 10_000)), ("", "Authorization", $"Bearer {Wrong}"), ("", "Authorization", $"Basic {Neighbourhood.Key}"), ("", "Authorization", Neighbourhood.Key), ("", "Cookie", $"X-API-Key={Neighbourhood.Key}"),
            ($"?access_token={Neighbourhood.Key}", null, null), ($"?X-API-Key={Neighbourhood.Key}", null, null), ($"?api_key={Neighbourhood.Key}", null, null),
        ];
        foreach (var (query, header, value) in attempts)
        {
            Assert.Equal((query, value, HttpStatusCode.Unauthorized), (query, value, await PublishAsync(http, $"v1/topics/open:a/events{query}", header, value)));
            Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(http, $"v1/events{query}", header, value));
        }
    });

    [Fact]
    public Task T35_A_key_in_the_query_opens_no_WebSocket_either() => neighbourhood.WhileAsync(async () =>
    {
        var upgrade = RawConnection.Upgrade(neighbourhood.Server.Address).Replace("/hub", $"/hub?access_token={Neighbourhood.Key}", StringComparison.Ordinal);
        for (var i = 0; i < 10; i++) Assert.Equal((int)HttpStatusCode.Unauthorized, await RawConnection.AskAsync(neighbourhood.Server.Address, upgrade));
    });

    [Fact]
    public Task T36_An_idempotency_key_is_1_to_128_visible_characters() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var key in new[] { new string('k', 129), new string('k', 10_000), "two words", "tab\there", "\u00e9", "" })
        {
            var request = RawConnection.Request(
                neighbourhood.Server.Address, "POST /v1/topics/open:keys/events", $"X-API-Key: {Neighbourhood.Key}", $"Idempotency-Key: {key}", "Connection: close", "Content-Length: 1") + "1";
            Assert.Equal((key, 400), (key, await RawConnection.AskAsync(neighbourhood.Server.Address, request)));
        }

        // Control characters are no header, and a megabyte is more than all headers may have.
        foreach (var (key, status) in new[] { ("a\0b", 400), ("a\rb", 400), (new string('k', 1_048_576), 431) })
        {
            Assert.Equal(status, await RawConnection.AskAsync(neighbourhood.Server.Address, RawConnection.Request(neighbourhood.Server.Address, "POST /v1/topics/open:keys/events", $"Idempotency-Key: {key}")));
        }
    });

    [Fact]
    public Task T36_One_key_with_two_events_gets_409_and_with_the_same_one_position() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        var key = Guid.NewGuid().ToString();
        var offsets = new HashSet<long>();
        for (var i = 0; i < 20; i++)
        {
            using var same = await PublishOnceAsync(http, key, "\"pay\"");
            offsets.Add((await same.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("offset").GetInt64());
            using var other = await PublishOnceAsync(http, key, $"\"pay {i}\"");
            Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
            Assert.Equal(110, (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
        }

        Assert.Single(offsets);
    });

    [Fact]
    public Task T36_A_million_keys_are_not_kept() => neighbourhood.WhileAsync(async () =>
    {
        // Batches of a thousand: each item has a key of its own. What is kept is bounded by Ingest:MaxIdempotencyKeys.
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        var batch = $"[{string.Join(',', Enumerable.Repeat("{\"topic\":\"open:many\",\"data\":1}", 1_000))}]";
        for (var i = 0; i < Campaign.Size(5, whenLong: 50); i++)
        {
            using var answer = await PublishOnceAsync(http, Guid.NewGuid().ToString(), batch, "v1/events");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    });

    private static Task<HttpResponseMessage> PublishOnceAsync(HttpClient http, string idempotencyKey, string body, string path = "v1/topics/open:pay/events")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return http.SendAsync(request, Patience.Token);
    }

    private static async Task<HttpStatusCode> PublishAsync(HttpClient http, string path, string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent("1", Encoding.UTF8, "application/json") };
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await http.SendAsync(request, Patience.Token);
        return answer.StatusCode;
    }
}
