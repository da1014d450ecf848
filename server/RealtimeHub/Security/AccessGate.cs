using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

/// <summary>Finds out who sends a request, and decides whether it may come in, before anything of it is read.</summary>
internal sealed partial class AccessGate
{
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    private readonly AccessOptions _options;
    private readonly KeyRing _keys;
    private readonly TokenReader _tokens;
    private readonly Limiter _limiter;
    private readonly bool _countsLoopback;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ILogger<AccessGate> _logger;
    private readonly LogThrottle _originLog;

    public AccessGate(
        IOptions<RealtimeHubOptions> options, IHostEnvironment environment, KeyRing keys, TokenReader tokens, Limiter limiter, RealtimeHubMetrics metrics, TimeProvider clock,
        ILogger<AccessGate> logger)
    {
        (_metrics, _logger, _originLog) = (metrics, logger, new LogThrottle(clock));
        (_options, _keys, _tokens, _limiter) = (options.Value.Access, keys, tokens, limiter);
        _countsLoopback = options.Value.Limits.CountLoopback;
        AllowsLoopback = environment.IsDevelopment();
    }

    /// <summary>Whether callers on the same machine need no key.</summary>
    public bool AllowsLoopback { get; }

    /// <summary>Who sends a request. The answer is kept with it.</summary>
    public ValueTask<Caller> IdentifyAsync(HttpContext http) =>
        http.Features.Get<Caller>() is { } known ? ValueTask.FromResult(known)
        : Credentials.ShownBy(http.Request) is { } shown ? IdentifyAsync(http, shown)
        : ValueTask.FromResult(Keep(http, new Caller(WithoutCredentials(http), Key: null, AddressOf(http), Refusal: null)));

    /// <summary>Whose limits a connection counts for that is there already.</summary>
    public Visitor VisitorOf(ClientPrincipal client, HttpContext? http) =>
        new(client.User, http is null ? null : AddressOf(http), client.Role == ClientRole.Anonymous);

    /// <summary>Whether a caller may connect and read at all. What of it, is decided for each topic.</summary>
    public AccessRefusal? CheckRead(HttpContext http, Caller caller) => Check(http, caller, _options.AnonymousSubscribers);

    /// <summary>Whether a caller may publish at all.</summary>
    public AccessRefusal? CheckPublish(HttpContext http, Caller caller) => Check(http, caller, anonymousAllowed: false);

    /// <summary>Whether a caller may look at connections and end them.</summary>
    public AccessRefusal? CheckOperate(HttpContext http, Caller caller) =>
        Check(http, caller, anonymousAllowed: false)
        ?? (caller.Principal.MayOperate ? null : new AccessRefusal(ErrorCode.PermissionDenied, "a key with the scope operate is needed; see RealtimeHub:Access:Keys"));

    private AccessRefusal? Check(HttpContext http, Caller caller, bool anonymousAllowed)
    {
        if (!IsOriginAllowed(http.Request))
        {
            if (_originLog.MayLog()) LogOrigin(http.Request.Headers.Origin);
            return Refused("origin", new AccessRefusal(ErrorCode.PermissionDenied, "pages of this origin may not use the server; see RealtimeHub:Access:AllowedOrigins"));
        }

        if (caller.Refusal is { } refusal) return Refused(refusal.Code == ErrorCode.TokenExpired ? "expired" : refusal.Code == ErrorCode.RateLimited ? "rate" : "wrong", refusal);
        if (anonymousAllowed || caller.Principal.Role != ClientRole.Anonymous) return null;
        return Refused("nothing", new AccessRefusal(
            ErrorCode.Unauthorized, "a key or a token is needed, as X-API-Key or Authorization: Bearer; see RealtimeHub:Access:ApiKeys and RealtimeHub:Tokens"));
    }

    private AccessRefusal Refused(string reason, AccessRefusal refusal)
    {
        _metrics.AccessRefused(reason);
        return refusal;
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

    /// <summary>Who has shown too much that was wrong is not even told whether the next is right: he could go on guessing.</summary>
    private async ValueTask<Caller> IdentifyAsync(HttpContext http, Shown shown)
    {
        var address = AddressOf(http);
        var party = address is { } counted ? _limiter.Addresses.Find(counted) : null;
        if (party is not null && _limiter.Peek(_limiter.WrongKeys, ref party.WrongKeys) is > 0 and var wait)
        {
            return Keep(http, new Caller(ClientPrincipal.Anonymous, Key: null, address, new AccessRefusal(ErrorCode.RateLimited, "too many wrong keys and tokens", _limiter.ToTime(wait))));
        }

        var caller = await ReadAsync(http, shown, address);
        if (caller.Refusal is { Code: ErrorCode.Unauthorized } && party is not null) _limiter.Take(_limiter.WrongKeys, ref party.WrongKeys, _limiter.Now);
        return Keep(http, caller);
    }

    private async ValueTask<Caller> ReadAsync(HttpContext http, Shown shown, AddressPrefix? address)
    {
        if (shown.MayBeKey && _keys.Find(shown.Text) is { } key) return new Caller(key.Principal, key, address, Refusal: null);
        if (_tokens.IsOn && TokenReader.LooksLikeToken(shown.Text))
        {
            return await _tokens.ReadAsync(shown.Text) switch
            {
                TokenOutcome.Accepted accepted => new Caller(ClientPrincipal.Bearer(accepted.Identity), Key: null, address, Refusal: null),
                TokenOutcome.Expired expired => new Caller(ClientPrincipal.Bearer(expired.Identity), Key: null, address, new AccessRefusal(ErrorCode.TokenExpired, "the token has expired")),
                TokenOutcome.Unknown => new Caller(
                    ClientPrincipal.Anonymous, Key: null, address, new AccessRefusal(ErrorCode.RateLimited, "the keys for tokens cannot be had at the moment", JwksKeySource.FirstPause)),
                TokenOutcome.Refused refused => new Caller(ClientPrincipal.Anonymous, Key: null, address, new AccessRefusal(ErrorCode.Unauthorized, refused.Reason)),
                var other => throw new InvalidOperationException($"Unknown outcome {other}."),
            };
        }

        // In Development no key is needed, and a wrong one does no harm. The application may know what it shows.
        var without = WithoutCredentials(http);
        return new Caller(
            without, Key: null, address, without.Role == ClientRole.Anonymous ? new AccessRefusal(ErrorCode.Unauthorized, "this key is not known, or not in a header") : null);
    }

    private ClientPrincipal WithoutCredentials(HttpContext http) =>
        AllowsLoopback && IsLocal(http) ? ClientPrincipal.Developer : ClientPrincipal.Of(http.User);

    private AddressPrefix? AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is not { } address || (IPAddress.IsLoopback(address) && !_countsLoopback) ? null : AddressPrefix.Of(address);

    private static Caller Keep(HttpContext http, Caller caller)
    {
        http.Features.Set(caller);
        return caller;
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

    [LoggerMessage(EventId = 1505, Level = LogLevel.Information, Message = "Requests from pages of {Origin} are refused (403). If these pages are yours, see RealtimeHub:Access:AllowedOrigins.")]
    private partial void LogOrigin(StringValues origin);
}
