using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>What operators do wrong.</summary>
public sealed class OperatorTests(Neighbourhood neighbourhood)
{
    private const string GoodKey = "81c2-a-key-that-nobody-guesses";

    private static readonly Dictionary<string, (string Name, string Value)[]> Mistakes = new()
    {
        ["nobody could connect or publish"] = [],
        ["'*' is not an origin"] = [("Access:ApiKeys:0", GoodKey), ("Access:AllowedOrigins:0", "*")],
        ["'https://*.example.com' is not an origin"] = [("Access:ApiKeys:0", GoodKey), ("Access:AllowedOrigins:0", "https://*.example.com")],
        ["key 0 is shorter than 16 characters"] = [("Access:ApiKeys:0", "tiny")],
        ["Access:ApiKeys:0 is a sample"] = [("Access:ApiKeys:0", "changeme-changeme-1")],
        ["the key has fewer than 32 bytes"] = [.. Tokens.Settings, ("Tokens:SymmetricKey", "dG9vIHNob3J0IQ==")],
        ["the key is a sample"] = [.. Tokens.Settings, ("Tokens:SymmetricKey", "your-256-bit-secret-your-256-bit-secret")],
        ["set SymmetricKey or JwksAddress, not both"] = [.. Tokens.Settings, ("Tokens:JwksAddress", "https://login.example.com/keys")],
        ["use an https:// address"] = [("Tokens:JwksAddress", "http://login.example.com/keys"), ("Tokens:Issuer", "i"), ("Tokens:Audience", "a")],
        ["say who makes the tokens"] = [.. Tokens.Settings, ("Tokens:Issuer", "")],
        ["say whom the tokens are for"] = [.. Tokens.Settings, ("Tokens:Audience", "")],
        ["a hash is the SHA-256 of a key"] = [("Access:Keys:x:Hashes:0", GoodKey), ("Access:Keys:x:Scopes:0", "operate")],
        ["'everything' is no scope"] = [("Access:Keys:x:Hashes:0", Convert.ToHexString(SHA256.HashData([1]))), ("Access:Keys:x:Scopes:0", "everything")],
        ["'everybody' is neither an address nor a network"] = [("Access:ApiKeys:0", GoodKey), ("Access:TrustedProxies:0", "everybody")],
        ["AllowEverything is not a setting"] = [("Access:ApiKeys:0", GoodKey), ("Access:AllowEverything", "true")],
    };

    [Fact]
    public Task T40_In_Production_the_server_does_not_start_with_what_is_missing_unsafe_or_a_sample_and_shows_no_secret() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var (problem, settings) in Mistakes)
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(0, "Production", settings));
            var said = string.Join('\n', Failures(error));
            Assert.Contains(problem, said, StringComparison.Ordinal);
            foreach (var (_, secret) in settings.Where(setting => setting.Name is "Access:ApiKeys:0" or "Tokens:SymmetricKey" or "Access:Keys:x:Hashes:0")) Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        }
    });

    [Fact]
    public async Task T40_No_token_and_no_key_appears_in_the_log_however_much_is_logged()
    {
        var log = new RecordedLog();
        await using var talkative = await Neighbourhood.StartAsync(new NeighbourhoodPlan { Configure = builder => LogEverything(builder, log) });
        var tokens = new List<string>();
        await talkative.WhileAsync(async () =>
        {
            foreach (var token in new[] { Attacker.Token(Attacker.NewName(), "*"), Attacker.Token(Attacker.NewName())[..^2] + "xx" })
            {
                tokens.Add(token);
                var upgrade = RawConnection.Upgrade(talkative.Server.Address).Replace("/hub", $"/hub?access_token={token}", StringComparison.Ordinal);
                var status = await RawConnection.AskAsync(talkative.Server.Address, upgrade);
                Assert.Equal(tokens.Count % 2 == 1 ? 101 : 401, status);
                await RawConnection.AskAsync(talkative.Server.Address, RawConnection.Upgrade(talkative.Server.Address, $"Authorization: Bearer {token}"));
                await RawConnection.AskAsync(talkative.Server.Address, RawConnection.Request(talkative.Server.Address, $"GET /v1/topics/a/events?access_token={token}", $"X-API-Key: {Neighbourhood.Key}", "Connection: close"));
            }
        });

        // It does log: otherwise the test would say nothing.
        Assert.NotEmpty(log.Entries);
        Assert.All(log.Entries, entry => Assert.DoesNotContain(Neighbourhood.Key, $"{entry.Message} {entry.Error}", StringComparison.Ordinal));
        Assert.All(log.Entries, entry => Assert.DoesNotContain(tokens, token => $"{entry.Message} {entry.Error}".Contains(token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task T40_A_clock_that_is_set_by_an_hour_ends_no_connection()
    {
        var clock = new SetClock();
        await using var late = await Neighbourhood.StartAsync(new NeighbourhoodPlan
        {
            Configure = builder => builder.Services.AddSingleton<TimeProvider>(clock),
            KeepAlive = TimeSpan.FromSeconds(2),
            Settings = [("Connections:ClientTimeout", "00:00:10")],
            TokenFor = LongToken,
        });
        foreach (var hours in new[] { 1, -1 })
        {
            await late.WhileAsync(async () =>
            {
                clock.Hours = hours;
                using var hub = await RawHub.OpenAsync(late.Server, LongToken(Attacker.NewName(), ["$server:*"]));
                await hub.SendAsync(RawHub.Call("s", "Subscribe", "{\"topic\":\"$server:stats\"}"));

                // They come once a second, and as often the server looks who is gone.
                Assert.True(await hub.ReadEventsAsync(3));
            });
        }
    }

    private static string LongToken(string user, object[] topics) => Tokens.For(user, TimeProvider.System.GetUtcNow().AddHours(5), topics);

    private static IEnumerable<string> Failures(Exception error) => error switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException many => many.InnerExceptions.SelectMany(Failures),
        _ => [error.Message],
    };

    /// <summary>As in the server itself, with the framework's factory and its filters, and with the lowest level that an operator can set.</summary>
    private static void LogEverything(WebApplicationBuilder builder, RecordedLog log)
    {
        builder.Services.RemoveAll<ILoggerFactory>();
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
        builder.Configuration["Logging:LogLevel:Default"] = "Trace";
    }

    /// <summary>The time of the machine, which somebody sets; what has passed is not changed by that.</summary>
    private sealed class SetClock : TimeProvider
    {
        public int Hours { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(Hours);
    }
}
