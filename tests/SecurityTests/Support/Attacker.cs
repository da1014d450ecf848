using System.Net;
using System.Net.Sockets;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>What attackers bring along.</summary>
internal static class Attacker
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static int _names;
    private static int _addresses;

    /// <summary>A user whom nobody has seen before.</summary>
    public static string NewName() => $"attacker-{Interlocked.Increment(ref _names)}";

    /// <summary>An address of this machine that nobody has used before.</summary>
    public static IPAddress NewAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return new IPAddress([127, 9, (byte)(number >> 8), (byte)number]);
    }

    /// <summary>A good token.</summary>
    public static string Token(string user, params object[] topics) => Tokens.For(user, TimeProvider.System.GetUtcNow() + Lifetime, topics);

    /// <summary>An HTTP client that comes from an address of its own, if any.</summary>
    public static HttpClient Http(Uri server, IPAddress? source = null) => new(Handler(source)) { BaseAddress = server };

    private static SocketsHttpHandler Handler(IPAddress? source) => new()
    {
        UseCookies = false,
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (source is not null) socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
