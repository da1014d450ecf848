using System.Buffers.Text;
using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Connecting;

/// <summary>
/// Shows the server a newer token before the one of the connection ends, so that the connection need not. When that does not work the server
/// ends the connection at its time, and the next one begins with a newer token.
/// </summary>
internal sealed class TokenRenewal(HubSession session, RealtimeHubClientOptions options, CancellationToken lifetime)
{
    /// <summary>The part of a token's remaining life after which the next one is asked for.</summary>
    private const double Share = 0.8;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private string? _token;

    /// <summary>Asks the application, and remembers what it said.</summary>
    public async Task<string?> ProvideAsync() => _token = await options.AccessTokenProvider!(lifetime);

    /// <summary>Renews from now on, for as long as the session lasts.</summary>
    public void Start() => _ = Task.Run(RunAsync, CancellationToken.None);

    private async Task RunAsync()
    {
        while (!session.HasEnded && EndOf(_token) is { } end)
        {
            var wait = Share * (end - options.TimeProvider.GetUtcNow());
            await session.DelayAsync(wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait);
            if (session.HasEnded || !await TryRenewAsync()) return;
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            if (await ProvideAsync() is not { } token) return false;
            await session.InvokeAsync<double>(HubNames.Refresh, [token], CancellationToken.None);
            return true;
        }
#pragma warning disable CA1031 // The application's provider may throw anything. It is asked again after a while, unless the server will not have its tokens.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e is not RealtimeHubException { IsTemporary: false };
        }
    }

    /// <returns>Null when it is no token that says when it ends.</returns>
    private static DateTimeOffset? EndOf(string? token)
    {
        if (token?.Split('.') is not [_, var payload, _]) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.TryGetProperty("exp", out var end) ? DateTimeOffset.FromUnixTimeSeconds((long)end.GetDouble()) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
