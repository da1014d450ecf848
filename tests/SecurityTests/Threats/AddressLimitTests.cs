using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>What comes from one address, and what only seems to come from many. The machine itself counts as an address here, and is believed as a proxy.</summary>
public sealed class AddressLimitTests(AddressLimitTests.Street street) : IClassFixture<AddressLimitTests.Street>
{
    private const string Scoped = "5b1c-for-the-topics-of-a-only";
    private const int ConnectsBurst = 400;
    private const int ConnectsRate = 10;
    private const int GuessesBurst = 20;
    private const int GuessesRate = 1;

    private readonly Uri _server = street.Neighbourhood.Server.Address;

    [Fact]
    public Task T26_An_address_that_is_made_up_counts_only_when_a_proxy_says_it() => street.WhileAsync(async () =>
    {
        using var liar = Attacker.Http(_server, Attacker.NewAddress());
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(liar, n => $"203.0.113.{n % 250}"));

        // Behind a proxy it is the last one, which the proxy has seen itself.
        using var proxied = Attacker.Http(_server);
        var real = NewNetwork(4);
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(proxied, n => $"198.51.100.{n % 250}, {real}1"));
    });

    [Fact]
    public Task T26_All_addresses_of_one_IPv6_network_count_together() => street.WhileAsync(async () =>
    {
        using var proxied = Attacker.Http(_server);
        var network = NewNetwork(6);
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(proxied, n => string.Create(CultureInfo.InvariantCulture, $"{network}:{n:x}:{n * 7:x}:1:{n:x}")));
    });

    [Fact]
    public Task T28_Negotiations_are_limited_by_address_and_leave_nothing_behind() => street.WhileAsync(async () =>
    {
        using var http = Attacker.Http(_server);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Attacker.Token(Attacker.NewName()));
        http.DefaultRequestHeaders.Add("X-Forwarded-For", $"{NewNetwork(4)}2");
        var (answered, refused, started) = (0, 0, TimeProvider.System.GetTimestamp());
        for (var i = 0; i < 2 * ConnectsBurst; i++)
        {
            using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), content: null, Patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK) answered++;
            else if (answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null) refused++;
        }

        Assert.Equal(2 * ConnectsBurst, answered + refused);
        Assert.InRange(answered, 1, ConnectsBurst + (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * ConnectsRate) + 1);
    });

    [Fact]
    public Task T35_Who_guesses_keys_is_soon_not_told_whether_one_is_right() => street.WhileAsync(async () =>
    {
        using var http = Attacker.Http(_server, Attacker.NewAddress());
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(http, _ => null));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PublishAsync(http, "open:a", Neighbourhood.Key));

        // Others are.
        using var other = Attacker.Http(_server, Attacker.NewAddress());
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(other, "open:a", Neighbourhood.Key));
    });

    [Fact]
    public Task T35_A_key_is_good_for_the_topics_of_its_scope_alone() => street.WhileAsync(async () =>
    {
        using var http = Attacker.Http(_server);
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(http, "a/1", Scoped));
        foreach (var topic in new[] { "b", "b/1", "ab", "a", "A/1", "open:a/1", "$server:stats", "neighbours-1" })
        {
            Assert.Equal((topic, HttpStatusCode.Forbidden), (topic, await PublishAsync(http, topic, Scoped)));
        }
    });

    /// <summary>Shows wrong keys until that is one too many.</summary>
    private static async Task<HttpStatusCode> GuessAsync(HttpClient http, Func<int, string?> forwardedFor)
    {
        var (status, started) = (HttpStatusCode.Unauthorized, TimeProvider.System.GetTimestamp());
        for (var guesses = 0; status == HttpStatusCode.Unauthorized; guesses++)
        {
            Assert.InRange(guesses, 0, GuessesBurst + (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * GuessesRate) + 1);
            status = await PublishAsync(http, "open:a", $"a-guess-of-a-key-{guesses}", forwardedFor(guesses));
        }

        return status;
    }

    private static async Task<HttpStatusCode> PublishAsync(HttpClient http, string topic, string key, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"v1/topics/{Uri.EscapeDataString(topic)}/events", UriKind.Relative)) { Content = new StringContent("1", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", key);
        if (forwardedFor is not null) request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await http.SendAsync(request, Patience.Token);
        return answer.StatusCode;
    }

    /// <summary>The beginning of addresses that nobody has used before.</summary>
    private static string NewNetwork(int version)
    {
        var number = RandomNumberGenerator.GetInt32(65_536);
        return version == 6 ? $"2001:db8:{number:x}:{RandomNumberGenerator.GetInt32(65_536):x}" : $"192.{number >> 8}.{number & 0xff}.";
    }

    /// <summary>A neighbourhood of its own.</summary>
    public sealed class Street : IAsyncLifetime
    {
        public Neighbourhood Neighbourhood { get; private set; } = null!;

        public Task WhileAsync(Func<Task> attack) => Neighbourhood.WhileAsync(attack);

        public async ValueTask InitializeAsync() => Neighbourhood = await Neighbourhood.StartAsync(
            ("Access:TrustedProxies:0", "127.0.0.1"), ("Limits:CountLoopback", "true"), ("Transport:OtherTransports", "false"),
            ("Access:Keys:a:Hashes:0", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Scoped)))), ("Access:Keys:a:Scopes:0", "publish:a/*"));

        public ValueTask DisposeAsync() => Neighbourhood.DisposeAsync();
    }
}
