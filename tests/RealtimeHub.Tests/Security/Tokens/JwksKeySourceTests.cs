using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Security.Tokens;

/// <summary>Public keys from an address: fetched when they are needed, and not because somebody wants them to be.</summary>
public sealed class JwksKeySourceTests : IAsyncLifetime
{
    private const int CannotFetch = 1502;

    private static readonly TimeSpan Refresh = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly WebApplication _app;
    private readonly List<string> _asked = [];
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;
    private JwksKeySource _source = null!;

    public JwksKeySourceTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(http =>
        {
            lock (_asked) _asked.Add(http.Request.Path);
            return _answer(http);
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _source = new JwksKeySource(new Uri($"{address}/keys"), Refresh, _clock, _log.For<JwksKeySource>());
        Publish(Rsa("one"));
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Keys_are_fetched_once_and_found_by_name()
    {
        Publish(Rsa("one"), Ec("two"));

        Assert.Equal(["one"], await NamesAsync("one"));
        Assert.Equal(["two"], await NamesAsync("two"));
        Assert.Equal(["one", "two"], await NamesAsync(keyId: null));
        Assert.Equal(["/keys"], _asked);
    }

    [Fact]
    public async Task Unknown_names_let_them_be_fetched_once_in_five_minutes_and_by_one_request()
    {
        await NamesAsync("one");
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => NamesAsync($"nobody-{i}")));
        Assert.Single(_asked);

        _clock.Advance(JwksKeySource.Pause);
        Publish(Rsa("one"), Rsa("new"));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => NamesAsync($"nobody-{i}")));
        Assert.Equal(["new"], await NamesAsync("new"));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task All_who_come_while_the_first_keys_are_fetched_wait_for_them()
    {
        var (answer, mayAnswer) = (_answer, new TaskCompletionSource());
        _answer = async http =>
        {
            await mayAnswer.Task;
            await answer(http);
        };
        var waiting = Enumerable.Range(0, 100).Select(_ => NamesAsync("one")).ToList();
        Assert.All(waiting, names => Assert.False(names.IsCompleted));
        mayAnswer.SetResult();

        Assert.All(await Task.WhenAll(waiting), names => Assert.Equal(["one"], names));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task As_long_as_there_was_never_a_key_they_are_asked_for_every_few_seconds()
    {
        var answer = _answer;
        _answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 3; i++) Assert.Empty(await NamesAsync("one"));
        Assert.False(_source.HasKeys);
        _answer = answer;
        _clock.Advance(JwksKeySource.FirstPause);

        Assert.Equal(["one"], await NamesAsync("one"));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Keys_are_kept_when_they_cannot_be_fetched_again()
    {
        await NamesAsync("one");
        _answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _clock.Advance(Refresh);

        Assert.Equal(["one"], await NamesAsync("one"));
        await Eventually.TrueAsync(() => _log.Entries.Any(entry => entry.EventId == CannotFetch));
        Assert.Equal(["one"], await NamesAsync("one"));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task After_some_time_new_keys_replace_the_old_ones()
    {
        await NamesAsync("one");
        Publish(Rsa("two"));
        _clock.Advance(Refresh);
        await NamesAsync("one");
        await Eventually.TrueAsync(() => _log.Entries.Count(entry => entry.EventId == 1501) == 2);

        Assert.Empty(await NamesAsync("one"));
        Assert.Equal(["two"], await NamesAsync("two"));
    }

    [Theory]
    [InlineData("""{"keys":[{"kty":"oct","kid":"one","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}""")]
    [InlineData("""{"keys":"none"}""")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task What_is_no_set_of_public_keys_gives_none(string text)
    {
        _answer = http => http.Response.WriteAsync(text);

        Assert.Empty(await NamesAsync("one"));
    }

    [Fact]
    public async Task Keys_that_encrypt_or_are_too_short_are_no_keys()
    {
        Publish(Rsa("short", bits: 1_024), Rsa("encrypts", use: "enc"), Rsa("good"));

        Assert.Equal(["good"], await NamesAsync(keyId: null));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_huge_answer_not_read()
    {
        _answer = http =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        Assert.Empty(await NamesAsync("one"));
        _clock.Advance(JwksKeySource.Pause);
        _answer = http => http.Response.WriteAsync(new string(' ', 1_000_000) + "{\"keys\":[]}");
        Assert.Empty(await NamesAsync("one"));

        Assert.Equal(["/keys", "/keys"], _asked);
        Assert.Equal(2, _log.Entries.Count(entry => entry.EventId == CannotFetch && entry.Level == LogLevel.Warning));
    }

    private async Task<IEnumerable<string>> NamesAsync(string? keyId) => (await _source.FindAsync(keyId)).Select(key => key.KeyId);

    private void Publish(params JsonWebKey[] keys)
    {
        var text = JsonSerializer.Serialize(new { keys = keys.Select(key => new Dictionary<string, string?> { ["kty"] = key.Kty, ["kid"] = key.Kid, ["use"] = key.Use, ["n"] = key.N, ["e"] = key.E, ["crv"] = key.Crv, ["x"] = key.X, ["y"] = key.Y }.Where(pair => pair.Value is not null).ToDictionary()) });
        _answer = http => http.Response.WriteAsync(text);
    }

    private static JsonWebKey Rsa(string name, int bits = 2_048, string? use = null)
    {
        using var rsa = RSA.Create(bits);
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = name });
        key.Use = use;
        return key;
    }

    private static JsonWebKey Ec(string name)
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(ec.ExportParameters(false))) { KeyId = name });
    }
}
