using Microsoft.AspNetCore.Http;
using RealtimeHub.Contracts;

namespace RealtimeHub.Security;

/// <summary>Finds what a request shows to prove who sends it.</summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string QueryName = "access_token";

    /// <returns>The key or token in the headers; or the token in the query, where browsers have no other place for it. Null when there is none.</returns>
    public static Shown? ShownBy(HttpRequest request)
    {
        var key = request.Headers["X-API-Key"].ToString();
        if (key.Length > 0) return new Shown(key, MayBeKey: true);
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && header[Bearer.Length..].Trim() is { Length: > 0 } bearer) return new Shown(bearer, MayBeKey: true);
        return BrowsersCannotDoOtherwise(request) && request.Query[QueryName].ToString() is { Length: > 0 } token ? new Shown(token, MayBeKey: false) : null;
    }

    /// <summary>Pages can set no header on a WebSocket, nor on an event stream.</summary>
    private static bool BrowsersCannotDoOtherwise(HttpRequest request) =>
        request.Path.StartsWithSegments(HubNames.Path, StringComparison.Ordinal)
        && (request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method)
            || request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a request shows.</summary>
/// <param name="Text">The key or token.</param>
/// <param name="MayBeKey">Whether it came where keys may come: addresses end in logs and histories, so that no key belongs there.</param>
internal readonly record struct Shown(string Text, bool MayBeKey);
