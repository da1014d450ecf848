using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>A server whose every byte is up to the test.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly Channel<WirePeer> _peers = Channel.CreateUnbounded<WirePeer>();
    private readonly List<WirePeer> _all = [];
    private readonly Task _accepting;

    public WireServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"ws://127.0.0.1:{Port}/ws/{{topic}}");

    /// <summary>The next connection, with its request read and nothing answered.</summary>
    public ValueTask<WirePeer> NextAsync() => _peers.Reader.ReadAsync(Patience.Token);

    /// <summary>The next connection, upgraded.</summary>
    public async Task<WirePeer> UpgradedAsync()
    {
        var peer = await NextAsync();
        await peer.UpgradeAsync();
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var peer in _all) peer.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var peer = new WirePeer(await _listener.AcceptSocketAsync());
                _all.Add(peer);
                await peer.ReadRequestAsync();
                await _peers.Writer.WriteAsync(peer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
