using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Security.Tokens;

/// <summary>The keys with which tokens are signed.</summary>
internal interface IKeySource
{
    /// <summary>The algorithms that such keys sign with; no others are accepted.</summary>
    IReadOnlyList<string> Algorithms { get; }

    /// <summary>Whether there is any key; without one nothing can be said about a token.</summary>
    bool HasKeys { get; }

    /// <summary>The keys of that name, or all when a token names none.</summary>
    /// <param name="keyId">The <c>kid</c> of a token that nothing is known of yet: it is looked up, and nothing else.</param>
    ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId);
}

/// <summary>The one key of the configuration.</summary>
internal sealed class SymmetricKeySource(byte[] key) : IKeySource
{
    private readonly IReadOnlyList<SecurityKey> _keys = [new SymmetricSecurityKey(key)];

    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.HmacSha256];

    public bool HasKeys => true;

    /// <summary>There is one key, whatever a token calls it.</summary>
    public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId) => ValueTask.FromResult(_keys);
}
