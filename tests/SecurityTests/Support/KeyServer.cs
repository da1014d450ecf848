using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SecurityTests.Support;

/// <summary>Where the application publishes the public keys of its tokens, and whoever else it is asked for at this address.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    public const string KeyId = "ours";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly RSA _key = RSA.Create(2_048);

    private KeyServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>What anybody can have of the key, in the forms in which it could be taken for a secret.</summary>
    public IEnumerable<byte[]> PublicForms =>
    [
        Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem() + "\n"), _key.ExportSubjectPublicKeyInfo(),
        _key.ExportRSAPublicKey(), _key.ExportParameters(false).Modulus!, JsonSerializer.SerializeToUtf8Bytes(PublicKey()),
    ];

    public static async Task<KeyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeyServer(builder.Build());
        server._app.Run(http =>
        {
            server._asked.Enqueue(http.Request.Path);
            return http.Response.WriteAsJsonAsync(new { keys = new[] { server.PublicKey() } });
        });
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public byte[] Sign(byte[] data) => Sign(_key, data);

    public static byte[] Sign(RSA key, byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private object PublicKey()
    {
        var parts = _key.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid = KeyId, n = RawToken.Encode(parts.Modulus!), e = RawToken.Encode(parts.Exponent!) };
    }
}
