using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.Load.Targets;

/// <summary>Finds ports for servers that this program starts.</summary>
internal static class FreePort
{
    // Below those that the kernel gives to outgoing connections (32,768 and up): one of them could take the port before its
    // server does, and a connection to a port of its own kind may even end up at itself.
    private const int Lowest = 16_384;
    private const int Highest = 32_767;
    private const int MaxTries = 1_000;

    /// <summary>One that nobody uses at this moment. At random, so that programs that look at the same time do not find the same one.</summary>
    /// <exception cref="LoadException">There is none.</exception>
    public static int Find()
    {
        for (var tries = 0; tries < MaxTries; tries++)
            if (Random.Shared.Next(Lowest, Highest + 1) is var port && IsFree(port)) return port;
        throw new LoadException($"no free port was found from {Lowest:N0} to {Highest:N0}");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
