using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Security;

/// <summary>Decides whether a request may come in, before anything of it is read.</summary>
internal sealed class AccessGate
{
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    private readonly AccessOptions _options;
    private readonly byte[][] _keyHashes;

    public AccessGate(IOptions<RealtimeHubOptions> options, IHostEnvironment environment)
    {
        _options = options.Value.Access;
        _keyHashes = [.. _options.ApiKeys.Select(Hash)];
        AllowsLoopback = environment.IsDevelopment();
    }

    /// <summary>Whether callers on the same machine need no key.</summary>
    public bool AllowsLoopback { get; }

    public AccessRefusal? CheckRead(HttpContext http) => Check(http, _options.AnonymousSubscribers);

    public AccessRefusal? CheckPublish(HttpContext http) => Check(http, anonymousAllowed: false);

    private AccessRefusal? Check(HttpContext http, bool anonymousAllowed)
    {
        if (!IsOriginAllowed(http.Request))
        {
            return new AccessRefusal(ErrorCode.PermissionDenied, "pages of this origin may not use the server; see RealtimeHub:Access:AllowedOrigins");
        }

        if (anonymousAllowed || HasKey(http.Request) || (AllowsLoopback && IsLocal(http))) return null;
        return new AccessRefusal(
            ErrorCode.Unauthorized, "a key is needed, as X-API-Key or Authorization: Bearer; keys are set in RealtimeHub:Access:ApiKeys");
    }

    /// <summary>
    /// Browsers send the origin of the page, and do not protect WebSockets by themselves. Programs that are not browsers send none.
    /// </summary>
    private bool IsOriginAllowed(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0) return true;
        if (origins.Count > 1 || origins[0] is not { } origin) return false;
        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || _options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    private bool HasKey(HttpRequest request)
    {
        var key = request.Headers["X-API-Key"].ToString();
        if (key.Length == 0 && request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            key = header["Bearer ".Length..].Trim();
        }

        if (key.Length == 0) return false;
        var hash = Hash(key);
        var found = false;

        // Every key is compared, in constant time, so that the time tells nothing about them.
        foreach (var known in _keyHashes) found |= CryptographicOperations.FixedTimeEquals(known, hash);
        return found;
    }

    /// <summary>
    /// From this machine, asked for by a name of this machine (or a web page elsewhere could point its own name here), and
    /// not handed on by a proxy.
    /// </summary>
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopbackName(http.Request.Host.Host)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Why a request may not come in.</summary>
internal sealed record AccessRefusal(ErrorCode Code, string Reason);
