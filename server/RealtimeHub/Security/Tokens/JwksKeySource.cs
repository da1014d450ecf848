using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Security.Tokens;

/// <summary>
/// The public keys at the one address of the configuration. They are kept when it cannot be reached, fetched by one request at a time, and no more
/// often than every five minutes, whatever tokens ask for.
/// </summary>
internal sealed partial class JwksKeySource : IKeySource, IDisposable
{
    private const int MaxBytes = 256 * 1_024;
    private const int MinRsaBits = 2_048;

    /// <summary>The time between two requests, also when they fail.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>The same, as long as no key could ever be had: nobody can come in meanwhile.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly TimeSpan _refresh;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private Task _fetching = Task.CompletedTask;

    // Replaced as a whole; read without a lock.
    private volatile Fetched _fetched = new([], Asked: 0);

    public JwksKeySource(Uri address, TimeSpan refresh, TimeProvider clock, ILogger logger)
    {
        (_address, _refresh, _clock, _logger) = (address, refresh, clock, logger);

        // A redirect could lead anywhere.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = Pause })
        {
            Timeout = Patience, MaxResponseContentBufferSize = MaxBytes,
        };
    }

    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    public bool HasKeys => _fetched.Keys.Count > 0;

    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId)
    {
        var found = Named(_fetched.Keys, keyId);
        if (found.Count > 0)
        {
            // Old keys are good until new ones are there, and nobody waits for them.
            if (IsOlderThan(_refresh)) _ = FetchAsync();
            return found;
        }

        await FetchAsync();
        return Named(_fetched.Keys, keyId);
    }

    public void Dispose() => _http.Dispose();

    private bool IsOlderThan(TimeSpan age) => _fetched is { Asked: var asked } && (asked == 0 || _clock.GetElapsedTime(asked) >= age);

    /// <summary>Whoever wants keys waits for the request that is under way; another one begins after a pause at the earliest.</summary>
    private Task FetchAsync()
    {
        lock (_gate)
        {
            if (_fetching.IsCompleted && IsOlderThan(HasKeys ? Pause : FirstPause)) _fetching = AskAsync();
            return _fetching;
        }
    }

    private async Task AskAsync()
    {
        var asked = Math.Max(1, _clock.GetTimestamp());
        _fetched = _fetched with { Asked = asked };
        try
        {
            _fetched = new Fetched(Usable(new JsonWebKeySet(await _http.GetStringAsync(_address))), asked);
            LogFetched(_fetched.Keys.Count);
        }
#pragma warning disable CA1031 // Whatever the other side answers: what was known before is still good.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e.Message);
        }
    }

    private static List<SecurityKey> Usable(JsonWebKeySet set) =>
        [.. set.Keys.Where(key => key.Use is null or "sig" && key.Kty is "RSA" or "EC" && (key.Kty != "RSA" || key.KeySize >= MinRsaBits))];

    private static IReadOnlyList<SecurityKey> Named(IReadOnlyList<SecurityKey> keys, string? keyId) =>
        keyId is null ? keys : [.. keys.Where(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal))];

    /// <param name="Keys">The newest keys that could be had.</param>
    /// <param name="Asked">When they were asked for last, whether they came or not; 0 is never.</param>
    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, long Asked);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "Fetched {Keys} keys for tokens.")]
    private partial void LogFetched(int keys);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "The keys for tokens could not be fetched ({Problem}); the ones before count on. See RealtimeHub:Tokens:JwksAddress.")]
    private partial void LogFailed(string problem);
}
