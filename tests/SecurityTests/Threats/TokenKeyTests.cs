using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Tokens that want to choose the key with which they are checked. The server has the keys of one address, and no other way to any.</summary>
public sealed class TokenKeyTests(TokenKeyTests.Place place) : IClassFixture<TokenKeyTests.Place>
{
    private const int Unknown = 1_000;

    private readonly Neighbourhood _neighbourhood = place.Neighbourhood;
    private readonly Uri _server = place.Neighbourhood.Server.Address;
    private readonly RSA _foreign = place.Foreign;

    [Fact]
    public Task T05_Our_public_key_is_no_secret_to_sign_with() => _neighbourhood.WhileAsync(async () =>
    {
        foreach (var secret in place.Keys.PublicForms)
        {
            await RefusesAsync(RawToken.Make(RawToken.Header("HS256", $",\"kid\":\"{KeyServer.KeyId}\""), RawToken.Payload(), data => HMACSHA256.HashData(secret, data)));
            await RefusesAsync(RawToken.Make(RawToken.Header("HS512"), RawToken.Payload(), data => HMACSHA512.HashData(secret, data)));
            await RefusesAsync(RawToken.Make(RawToken.Header("RS256"), RawToken.Payload(), data => HMACSHA256.HashData(secret, data)));
        }
    });

    [Fact]
    public Task T06_The_name_of_a_key_is_looked_up_and_nothing_else() => _neighbourhood.WhileAsync(async () =>
    {
        foreach (var name in new[]
        {
            "\"../../../../dev/null\"", "\"/etc/passwd\"", "\"' OR 1=1 --\"", "\"\\u0000\"", "\"ours\\u0000\"", "\"OURS\"", "\"\"", $"\"{new string('k', 4_096)}\"", $"\"{place.Trap}\"", "7", "[]", "{}", "null",
        })
        {
            await RefusesAsync(Forged($",\"kid\":{name}"));
        }
    });

    [Fact]
    public async Task T06_A_thousand_unknown_names_of_keys_let_no_key_be_fetched()
    {
        await _neighbourhood.WhileAsync(() => Parallel.ForEachAsync(Enumerable.Range(0, Unknown), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            Assert.Equal(401, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server, $"Authorization: Bearer {Forged($",\"kid\":\"{i}-{Attacker.NewName()}\"")}")))));

        // Once, when the first bystander came; the next time would be five minutes later.
        Assert.Equal(["/keys"], place.Keys.Asked);
    }

    [Fact]
    public async Task T07_A_header_that_brings_or_names_a_key_is_refused_and_nobody_is_asked()
    {
        var own = _foreign.ExportParameters(false);
        var jwk = $"{{\"kty\":\"RSA\",\"kid\":\"ours\",\"n\":\"{RawToken.Encode(own.Modulus!)}\",\"e\":\"{RawToken.Encode(own.Exponent!)}\"}}";
        var certificate = Convert.ToBase64String(_foreign.ExportSubjectPublicKeyInfo());
        await _neighbourhood.WhileAsync(async () =>
        {
            foreach (var header in new[]
            {
                $",\"jku\":\"{place.Trap}keys\"", $",\"jku\":\"{place.Trap}keys\",\"kid\":\"ours\"", $",\"jwk\":{jwk}", $",\"jwk\":{jwk},\"kid\":\"ours\"", $",\"x5u\":\"{place.Trap}cert\"",
                $",\"x5c\":[\"{certificate}\"]", ",\"crit\":[\"exp\"]", $",\"crit\":[\"jku\"],\"jku\":\"{place.Trap}\"", $",\"iss\":\"{place.Trap}\"",
            })
            {
                await RefusesAsync(Forged(header));
            }
        });

        AssertNobodyWasAsked();
    }

    [Fact]
    public async Task T08_An_issuer_or_tenant_leads_to_no_other_address()
    {
        await _neighbourhood.WhileAsync(async () =>
        {
            foreach (var claim in new[] { "iss", "tid", "tenant", "jwks_uri" })
            {
                await RefusesAsync(Forged(",\"kid\":\"ours\"", (claim, $"\"{place.Trap}\"")));
                await RefusesAsync(RawToken.Make(RawToken.Header("RS256"), RawToken.Payload(("iss", $"\"{place.Trap}\""), (claim, $"\"{place.Trap}\"")), place.Keys.Sign));
            }
        });

        AssertNobodyWasAsked();
        Assert.Equal(["/keys"], place.Keys.Asked);
    }

    [Fact]
    public Task T08_A_key_of_somebody_else_with_the_same_name_is_not_ours() => _neighbourhood.WhileAsync(async () =>
    {
        for (var i = 0; i < 20; i++) await RefusesAsync(Forged(",\"kid\":\"ours\""));

        // What is known of a name is known of the key, not of the name: the good one is good before and after.
        Assert.Equal(101, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server, $"Authorization: Bearer {place.Token(RawToken.Payload())}")));
    });

    private Task RefusesAsync(string token) => Doors.AssertAllAnswerAsync(401, _server, token);

    private string Forged(string header, params (string Name, string? Json)[] claims) =>
        RawToken.Make(RawToken.Header("RS256", header), RawToken.Payload(claims), data => KeyServer.Sign(_foreign, data));

    private void AssertNobodyWasAsked() => Assert.False(place.Listener.Pending(), "Somebody followed an address of a token.");

    /// <summary>A server that reads tokens with public keys, and an address that nobody has a reason to ask.</summary>
    public sealed class Place : IAsyncLifetime
    {
        internal KeyServer Keys { get; private set; } = null!;

        internal Neighbourhood Neighbourhood { get; private set; } = null!;

        internal RSA Foreign { get; } = RSA.Create(2_048);

        internal TcpListener Listener { get; } = new(IPAddress.Loopback, 0);

        internal Uri Trap => new($"http://{Listener.LocalEndpoint}");

        public async ValueTask InitializeAsync()
        {
            Listener.Start();
            Keys = await KeyServer.StartAsync();
            Neighbourhood = await Neighbourhood.StartAsync(new NeighbourhoodPlan
            {
                TokenSettings = [("Tokens:JwksAddress", $"{Keys.Address}keys"), ("Tokens:Issuer", Tokens.Issuer), ("Tokens:Audience", Tokens.Audience)],
                TokenFor = (user, topics) => Token(RawToken.Payload(("sub", $"\"{user}\""), ("topics", $"[\"{string.Join("\",\"", topics)}\"]"))),
            });
        }

        internal string Token(string payload) => RawToken.Make(RawToken.Header("RS256", $",\"kid\":\"{KeyServer.KeyId}\""), payload, Keys.Sign);

        public async ValueTask DisposeAsync()
        {
            await Neighbourhood.DisposeAsync();
            await Keys.DisposeAsync();
            Listener.Dispose();
            Foreign.Dispose();
        }
    }
}
