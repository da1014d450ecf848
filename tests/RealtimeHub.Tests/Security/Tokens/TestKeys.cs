using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Tests.Security.Tokens;

/// <summary>A key of ours, what the public may know of it, and how it signs.</summary>
internal sealed class TestKeys : IKeySource, IDisposable
{
    private readonly HMACSHA256? _hmac;
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;
    private readonly SecurityKey _key;

    private TestKeys(string algorithm, HMACSHA256? hmac, RSA? rsa, ECDsa? ec, SecurityKey key, string[] algorithms)
    {
        (Algorithm, _hmac, _rsa, _ec, _key, Algorithms) = (algorithm, hmac, rsa, ec, key, algorithms);
        _key.KeyId = "ours";
    }

    public string Algorithm { get; }

    public IReadOnlyList<string> Algorithms { get; }

    /// <summary>What anybody can have of the key, in the forms in which it could be taken for a secret.</summary>
    public IEnumerable<byte[]> PublicForms => _rsa is not null
        ? [Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem() + "\n"), _rsa.ExportSubjectPublicKeyInfo(), _rsa.ExportRSAPublicKey(), _rsa.ExportParameters(false).Modulus!]
        : _ec is not null
            ? [Encoding.ASCII.GetBytes(_ec.ExportSubjectPublicKeyInfoPem()), _ec.ExportSubjectPublicKeyInfo(), _ec.ExportParameters(false).Q.X!]
            : [Encoding.ASCII.GetBytes("ours"), [0], new byte[32]];

    public static TestKeys Make(string algorithm)
    {
        switch (algorithm)
        {
            case "HS256":
                var secret = RandomNumberGenerator.GetBytes(32);
                return new TestKeys(algorithm, new HMACSHA256(secret), null, null, new SymmetricSecurityKey(secret), ["HS256"]);
            case "RS256":
                var rsa = RSA.Create(2_048);
                return new TestKeys(algorithm, null, rsa, null, new RsaSecurityKey(rsa.ExportParameters(false)), ["RS256", "PS256", "ES256"]);
            default:
                var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                return new TestKeys(algorithm, null, null, ec, new ECDsaSecurityKey(ECDsa.Create(ec.ExportParameters(false))), ["RS256", "PS256", "ES256"]);
        }
    }

    public bool HasKeys => true;

    public byte[] Sign(byte[] data) =>
        _hmac?.ComputeHash(data) ?? _rsa?.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? _ec!.SignData(data, HashAlgorithmName.SHA256);

    public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId) =>
        ValueTask.FromResult<IReadOnlyList<SecurityKey>>(_hmac is not null || keyId is null or "ours" ? [_key] : []);

    public void Dispose()
    {
        _hmac?.Dispose();
        _rsa?.Dispose();
        _ec?.Dispose();
    }
}
