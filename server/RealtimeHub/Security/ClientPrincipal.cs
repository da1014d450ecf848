using System.Security.Claims;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Security;

/// <summary>How far a caller is trusted.</summary>
internal enum ClientRole
{
    /// <summary>It has not said who it is.</summary>
    Anonymous,

    /// <summary>A user, by a token or by what the application says.</summary>
    User,

    /// <summary>On the same machine, in Development.</summary>
    Developer,

    /// <summary>A service with an API key.</summary>
    Service,
}

/// <summary>Whom a connection or a request belongs to. SignalR carries it from the request to the connection.</summary>
internal sealed class ClientPrincipal : ClaimsPrincipal
{
    private const string Scheme = "RealtimeHub";

    private ClientPrincipal(ClientRole role, string? user, ClientIdentity? token, KnownKey? key, ClaimsIdentity identity)
        : base(identity) => (Role, User, Token, Key) = (role, user, token, key);

    public static ClientPrincipal Anonymous { get; } = new(ClientRole.Anonymous, user: null, token: null, key: null, new ClaimsIdentity());

    public static ClientPrincipal Developer { get; } = new(ClientRole.Developer, user: null, token: null, key: null, new ClaimsIdentity(Scheme));

    public ClientRole Role { get; }

    /// <summary>The name of the user; null when it is none.</summary>
    public string? User { get; }

    /// <summary>The name of the user in names of topics. A name with a slash could be taken for a part of another one's topics, so it has none there.</summary>
    public string? Owner => User is { Length: > 0 } user && !user.Contains('/') ? user : null;

    /// <summary>What its token says; null when it has none.</summary>
    public ClientIdentity? Token { get; }

    /// <summary>The key that it has shown; null when it has none.</summary>
    public KnownKey? Key { get; }

    /// <summary>Whether it may look at connections and end them.</summary>
    public bool MayOperate => Role == ClientRole.Developer || Key is { MayOperate: true };

    /// <summary>The holder of a key.</summary>
    public static ClientPrincipal Service(KnownKey key) => new(ClientRole.Service, user: null, token: null, key, new ClaimsIdentity(Scheme));

    /// <summary>The bearer of a token.</summary>
    public static ClientPrincipal Bearer(ClientIdentity token) =>
        new(ClientRole.User, token.Subject, token, key: null, new ClaimsIdentity([new Claim("sub", token.Subject), new Claim(ClaimTypes.NameIdentifier, token.Subject)], Scheme));

    /// <summary>Whom the application has authenticated, if it has.</summary>
    public static ClientPrincipal Of(ClaimsPrincipal? user) => user switch
    {
        ClientPrincipal known => known,
        { Identity.IsAuthenticated: true } when NameOf(user) is { } name => new ClientPrincipal(ClientRole.User, name, token: null, key: null, (ClaimsIdentity)user.Identity),
        _ => Anonymous,
    };

    private static string? NameOf(ClaimsPrincipal user) => user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.Identity?.Name;
}
