using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Engine.Native;

namespace RealtimeHub.Load.Engine;

/// <summary>Where sockets connect to, and where from.</summary>
internal sealed class SocketTarget
{
    private const int MaxSources = 254;

    private readonly InternetAddress[] _sources;

    /// <param name="server">The server.</param>
    /// <param name="sources">How many of 127.0.0.1, 127.0.0.2, ... are used; 1: the kernel chooses the address.</param>
    /// <exception cref="LoadException">There cannot be so many, or not to this server.</exception>
    public SocketTarget(IPEndPoint server, int sources)
    {
        if (sources is < 1 or > MaxSources) throw new LoadException($"there can be 1 to {MaxSources} source addresses");
        if (sources > 1 && !IPAddress.IsLoopback(server.Address)) throw new LoadException("several source addresses need a server on this machine");
        Server = InternetAddress.Of(server);
        _sources = sources == 1 ? [] : [.. Enumerable.Range(1, sources).Select(last => InternetAddress.Of(new IPEndPoint(new IPAddress([127, 0, 0, (byte)last]), 0)))];
    }

    public InternetAddress Server { get; private set; }

    /// <summary>New connections go there from now on. Only on the thread of the loop.</summary>
    public void MoveTo(IPEndPoint server) => Server = InternetAddress.Of(server);

    /// <summary>Finds the address of a server by its name.</summary>
    /// <exception cref="LoadException">It has none, or no port.</exception>
    public static IPEndPoint Resolve(Uri server)
    {
        if (server.Port < 1) throw new LoadException($"{server} has no port");
        try
        {
            var address = Array.Find(Dns.GetHostAddresses(server.DnsSafeHost), candidate => candidate.AddressFamily == AddressFamily.InterNetwork);
            return new IPEndPoint(address ?? throw new LoadException($"{server.Host} has no IPv4 address"), server.Port);
        }
        catch (SocketException e)
        {
            throw new LoadException($"{server.Host}: {e.Message}");
        }
    }

    public InternetAddress? SourceOf(int slot) => _sources.Length == 0 ? null : _sources[slot % _sources.Length];
}
