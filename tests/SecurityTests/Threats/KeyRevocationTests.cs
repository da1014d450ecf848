using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RealtimeHub.TestKit;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Keys that leaked, and are taken out of the configuration while the server runs.</summary>
public sealed class KeyRevocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtimehub-keys-");
    private Neighbourhood _neighbourhood = null!;
    private int _keys;

    private string Settings => Path.Combine(_folder.FullName, "keys.json");

    private Uri Server => _neighbourhood.Server.Address;

    public async ValueTask InitializeAsync()
    {
        Write();
        _neighbourhood = await Neighbourhood.StartAsync(new NeighbourhoodPlan
        {
            Configure = builder => builder.Configuration.AddJsonFile(Settings, optional: false, reloadOnChange: true),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _neighbourhood.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task T35_A_key_that_is_taken_out_of_the_configuration_ends_within_five_seconds() => _neighbourhood.WhileAsync(async () =>
    {
        var (leaked, other) = (NewKey(), NewKey());
        await ChangeAsync(("leaked", leaked, "read:*"), ("other", other, "read:*"));
        await using var holder = await BareClient.ConnectAsync(_neighbourhood.Server.Hub, token: leaked);
        await using var bystander = await BareClient.ConnectAsync(_neighbourhood.Server.Hub, token: other);

        var started = TimeProvider.System.GetTimestamp();
        await ChangeAsync(("other", other, "read:*"));
        var goodbye = Assert.IsType<Received.Goodbye>(await holder.NextAsync());
        Assert.Equal((3500, false), (goodbye.Code, goodbye.Reconnect));
        await holder.Closed;
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Bound);
        await Doors.AssertAllAnswerAsync(401, Server, leaked);
        Assert.Equal("news", (await bystander.SubscribeAsync("news")).Topic);
    });

    [Fact]
    public Task T35_A_key_that_may_do_less_than_before_may_do_less_at_once() => _neighbourhood.WhileAsync(async () =>
    {
        var key = NewKey();
        await ChangeAsync(("reader", key, "read:*"));
        await using var holder = await BareClient.ConnectAsync(_neighbourhood.Server.Hub, token: key);

        await ChangeAsync(("reader", key, "read:news"));
        var goodbye = Assert.IsType<Received.Goodbye>(await holder.NextAsync());
        Assert.Equal((3005, true), (goodbye.Code, goodbye.Reconnect));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync(key, "weather"));
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(key, "news"));
    });

    [Fact]
    public Task T40_A_configuration_that_is_wrong_changes_nothing() => _neighbourhood.WhileAsync(async () =>
    {
        _neighbourhood.Allows(1603);
        var key = NewKey();
        await ChangeAsync(("reader", key, "read:*"));
        var refused = _neighbourhood.Server.Logged(1603);
        Write(("reader", "its scope is none", "reads-everything"));
        await _neighbourhood.Server.WaitForLogAsync(1603, refused + 1);
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(key, "news"));
    });

    private string NewKey() => $"a-key-that-is-long-enough-{Interlocked.Increment(ref _keys)}";

    /// <summary>Puts a new file in the place of the old one, as deployments do.</summary>
    private void Write(params (string Name, string Key, string Scope)[] keys)
    {
        var all = keys.ToDictionary(key => key.Name, key => new { Hashes = new[] { HashOf(key.Key) }, Scopes = new[] { key.Scope } });
        var next = Settings + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new { RealtimeHub = new { Access = new { Keys = all } } }));
        File.Move(next, Settings, overwrite: true);
    }

    private async Task ChangeAsync(params (string Name, string Key, string Scope)[] keys)
    {
        var changes = _neighbourhood.Server.Logged(1602);
        Write(keys);
        await _neighbourhood.Server.WaitForLogAsync(1602, changes + 1);
    }

    private async Task<HttpStatusCode> ReadAsync(string key, string topic)
    {
        using var http = Attacker.Http(Server);
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        using var answer = await http.GetAsync(new Uri($"v1/topics/{topic}/events", UriKind.Relative), Patience.Token);
        return answer.StatusCode;
    }

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
