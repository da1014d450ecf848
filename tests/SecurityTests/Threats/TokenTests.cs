using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Tokens that somebody makes who does not have the key, or that are not for us.</summary>
public sealed class TokenTests(Neighbourhood neighbourhood)
{
    private readonly Uri _server = neighbourhood.Server.Address;

    [Fact]
    public Task T03_Without_a_token_and_with_garbage_every_door_answers_401() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var request in new[] { RawConnection.Upgrade(_server), RawConnection.Upgrade(_server, "Authorization: Basic YWRtaW46YWRtaW4="), RawConnection.Upgrade(_server, "X-API-Key: admin") })
        {
            Assert.Equal(401, await RawConnection.AskAsync(_server, request));
        }

        foreach (var token in new[] { "garbage", ".", "..", "...", "a.b.c", "\u00c3\u00a9.\u00c3\u00a9.\u00c3\u00a9", "null", $"{new string('x', 3_000)}.{new string('y', 3_000)}.z", new string('.', 500) })
        {
            await Doors.AssertAllAnswerAsync(401, _server, token);
        }
    });

    [Fact]
    public Task T03_A_token_of_64_KiB_gets_431_and_is_not_even_read() => neighbourhood.WhileAsync(async () =>
    {
        var header = $"Authorization: Bearer {new string('x', 65_536)}";
        Assert.Equal(431, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server, header)));
        Assert.Equal(431, await RawConnection.AskAsync(_server, RawConnection.Request(_server, "POST /hub/negotiate", header, "Content-Length: 0")));
    });

    [Fact]
    public Task T04_A_token_without_a_signature_is_refused_however_none_is_spelled() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var algorithm in new[] { "none", "None", "NONE", "nOnE", "none ", "", "HS256" })
        {
            await Doors.AssertAllAnswerAsync(401, _server, RawToken.Make(RawToken.Header(algorithm), RawToken.Payload(), _ => []));
        }

        // Signed well, but it says that it is not: only what is configured counts.
        await Doors.AssertAllAnswerAsync(401, _server, RawToken.Make(RawToken.Header("none"), RawToken.Payload()));
        await Doors.AssertAllAnswerAsync(401, _server, RawToken.Make("{}", RawToken.Payload()));
    });

    [Fact]
    public Task T09_Claims_that_are_not_for_us_or_not_for_now_are_refused() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var (name, json) in BadClaims()) await Doors.AssertAllAnswerAsync(401, _server, RawToken.Make(RawToken.Header(), RawToken.Payload((name, json))));
    });

    [Fact]
    public Task T09_A_token_that_has_ended_is_told_so_with_code_109() => neighbourhood.WhileAsync(async () =>
    {
        var expired = RawToken.Make(RawToken.Header(), RawToken.Payload(("exp", RawToken.InSeconds(-31))));
        using var http = Attacker.Http(_server);
        http.DefaultRequestHeaders.Authorization = new("Bearer", expired);
        Assert.Contains("\"code\":109", await (await http.GetAsync(new Uri("v1/topics/neighbours-0/events", UriKind.Relative))).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await using var client = await BareClient.ConnectAsync(neighbourhood.Server.Hub, token: Attacker.Token(Attacker.NewName()));
        Assert.Contains("109: ", await RefreshErrorAsync(client, expired), StringComparison.Ordinal);
    });

    [Fact]
    public Task T10_An_encrypted_token_is_refused_and_nothing_of_it_is_inflated() => neighbourhood.WhileAsync(async () =>
    {
        const int Inflated = 5_000_000;
        const int Rounds = 20;
        var bomb = Bomb(Inflated);
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < Rounds; i++) await Doors.AssertAllAnswerAsync(401, _server, bomb);

        // One door that inflates would take twice as much.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, (long)Rounds * Inflated / 2);

        await using var client = await BareClient.ConnectAsync(neighbourhood.Server.Hub, token: Attacker.Token(Attacker.NewName()));
        Assert.Contains("101: ", await RefreshErrorAsync(client, bomb), StringComparison.Ordinal);
    });

    private static async Task<string> RefreshErrorAsync(BareClient client, string token) =>
        (await Assert.ThrowsAsync<HubException>(() => client.Connection.InvokeAsync<long>("Refresh", token))).Message;

    /// <summary>Five parts, as JWE has, with much behind little.</summary>
    private static string Bomb(int inflated)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize)) deflate.Write(new byte[inflated]);
        var header = RawToken.Encode(Encoding.UTF8.GetBytes("""{"alg":"dir","enc":"A128CBC-HS256","zip":"DEF"}"""));
        return string.Join('.', header, "", RawToken.Encode(new byte[16]), RawToken.Encode(packed.ToArray()), RawToken.Encode(RandomNumberGenerator.GetBytes(16)));
    }

    private static (string Name, string? Json)[] BadClaims() =>
    [
        ("aud", null), ("aud", "\"other\""), ("aud", "[]"), ("aud", "7"), ("aud", "\"realtimehub-admin\""),
        ("iss", null), ("iss", "\"https://evil.example.org\""), ("iss", $"\"{Tokens.Issuer}/\""), ("iss", "[]"),
        ("exp", null), ("exp", RawToken.InSeconds(-31)), ("exp", "0"), ("exp", "-1"), ("exp", "9223372036854775808"), ("exp", "1e400"), ("exp", "\"2099-01-01\""), ("exp", "253402300800"),
        ("exp", RawToken.InSeconds(86_400 + 60)), ("nbf", RawToken.InSeconds(60)), ("nbf", "9223372036854775808"), ("nbf", "\"soon\""), ("iat", RawToken.InSeconds(60)), ("iat", "[]"),
        ("sub", null), ("sub", "\"\""), ("sub", "1"), ("sub", "\"a\\u0000b\""), ("topics", "\"*\""), ("topics", "[\"a*b\"]"), ("topics", "[{\"topic\":\"*\",\"rights\":[\"all\"]}]"),
    ];
}
