using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>The keys that sign tokens change while thousands are connected.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    // Once is enough: keys know nothing of transports.
    private static readonly int Clients = TestServer.IsDirect ? 2_000 : 200;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly WebApplication _login;
    private readonly SigningKey _old = new("old");
    private readonly SigningKey _new = new("new");
    private volatile SigningKey _published;

    public KeyRotationTests()
    {
        _published = _old;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _login = builder.Build();
        _login.MapGet("/keys", () => $$"""{"keys":[{{_published.Public}}]}""");
    }

    public async ValueTask InitializeAsync() => await _login.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _login.DisposeAsync();
        _old.Dispose();
        _new.Dispose();
    }

    [Fact]
    public async Task Nobody_is_dropped_and_nobody_misses_anything_when_the_keys_change()
    {
        await using var server = await TestServer.StartAsync(
            port: 0, "Production", builder => builder.Services.AddSingleton<TimeProvider>(_clock),
            ("Tokens:JwksAddress", $"{_login.Urls.Single()}/keys"), ("Tokens:Issuer", Tokens.Issuer), ("Tokens:Audience", Tokens.Audience),
            ("Limits:NewConnections", "off"), ("Connections:ClientTimeout", "01:00:00"));
        var clients = (await Task.WhenAll(Enumerable.Range(0, Clients).Chunk(50).Select(ConnectAsync))).SelectMany(group => group).ToList();

        // The old key is gone from where keys are published, and a while later the server asks for them again.
        _published = _new;
        _clock.Advance(TimeSpan.FromMinutes(6));
        foreach (var group in clients.Index().Chunk(100)) await Task.WhenAll(group.Select(entry => RefreshAsync(entry.Item, entry.Index)));
        await server.PublishAsync("news", 1);
        foreach (var client in clients) Assert.Equal(1, (await client.NextEventAsync()).Offset);

        // The old tokens have ended long ago, and their key counts no more.
        _clock.Advance(TimeSpan.FromMinutes(40));
        await server.PublishAsync("news", 2);
        foreach (var client in clients) Assert.Equal(2, (await client.NextEventAsync()).Offset);
        Assert.All(clients, client => Assert.Equal(HubConnectionState.Connected, client.Connection.State));
        Assert.Equal(0, server.Metrics["realtimehub.connections.expired"]);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => BareClient.ConnectAsync(server.Hub, token: TokenOf(_old, 1)));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));

        // A server that stops would spread their goodbyes over a time that does not pass here.
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);

        async Task<List<BareClient>> ConnectAsync(int[] numbers)
        {
            var connected = new List<BareClient>();
            foreach (var number in numbers)
            {
                connected.Add(await BareClient.ConnectAsync(server.Hub, number % 2 == 0 ? Wire.WebSocketsJson : Wire.WebSocketsMessagePack, token: TokenOf(_old, number)));
                await connected[^1].SubscribeAsync("news");
            }

            return connected;
        }
    }

    private Task<long> RefreshAsync(BareClient client, int number) => client.Connection.InvokeAsync<long>(HubNames.Refresh, TokenOf(_new, number, minutes: 120));

    private string TokenOf(SigningKey key, int number, int minutes = 30) => key.Sign(new()
    {
        ["sub"] = $"user-{number}", ["exp"] = _clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds(), ["iss"] = Tokens.Issuer, ["aud"] = Tokens.Audience, ["topics"] = new[] { "news" },
    });

    private sealed class SigningKey(string name) : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public string Public
        {
            get
            {
                var point = _key.ExportParameters(includePrivateParameters: false).Q;
                return $$"""{"kty":"EC","crv":"P-256","use":"sig","kid":"{{name}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
            }
        }

        public string Sign(Dictionary<string, object> payload)
        {
            var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{name}}"}"""))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload))}";
            lock (_key) return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        }

        public void Dispose() => _key.Dispose();
    }
}
