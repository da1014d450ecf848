using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace RealtimeHub.Transport.Hubs;

/// <summary>The opening handshake of a WebSocket (RFC 6455, section 4.2).</summary>
internal static class Upgrade
{
    private const int KeyBytes = 16;
    private const string Version = "13";
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Whether a request asks for a WebSocket, rightly or not.</summary>
    public static bool IsAsked(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) && Mentions(http.Request.Headers.Upgrade, "websocket"))
        || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <returns>Why it may not become one, with the status of the answer; null when it may.</returns>
    public static (int Status, string Reason)? Problem(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } || !Mentions(headers.Connection, "upgrade"))
        {
            return (StatusCodes.Status400BadRequest, "A WebSocket is asked for with 'Connection: Upgrade'.");
        }

        if (headers.SecWebSocketVersion != Version) return (StatusCodes.Status426UpgradeRequired, "The version of a WebSocket is 13.");
        Span<byte> key = stackalloc byte[KeyBytes + 2];
        return headers.SecWebSocketKey is not [{ Length: 24 } text] || !Convert.TryFromBase64String(text, key, out var length) || length != KeyBytes
            ? (StatusCodes.Status400BadRequest, "Sec-WebSocket-Key is 16 bytes in Base64.")
            : null;
    }

    /// <summary>Answers with 101. What follows on the connection are frames.</summary>
    public static Task AcceptAsync(HttpContext http, Func<IList<string>, string?>? selectSubProtocol)
    {
        var headers = http.Response.Headers;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Answer(http.Request.Headers.SecWebSocketKey.ToString());
        var offered = http.Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);
        if (offered.Length > 0 && selectSubProtocol?.Invoke(offered) is { } chosen) headers.SecWebSocketProtocol = chosen;
        return http.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    public static Task RefuseAsync(HttpContext http, (int Status, string Reason) problem)
    {
        http.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status426UpgradeRequired) http.Response.Headers.SecWebSocketVersion = Version;
        return http.Response.WriteAsync(problem.Reason + "\n");
    }

#pragma warning disable CA5350 // The protocol says SHA-1. It proves that the server understood, and protects nothing.
    private static string Answer(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350

    private static bool Mentions(Microsoft.Extensions.Primitives.StringValues values, string token)
    {
        foreach (var value in values)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim().Equals(token, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }

        return false;
    }
}
