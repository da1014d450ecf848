using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>How the bytes of a case are cut into packets.</summary>
internal enum Packets
{
    /// <summary>All in one.</summary>
    One,

    /// <summary>One for each frame.</summary>
    Frames,

    /// <summary>One for each byte.</summary>
    Octets,

    /// <summary>997 bytes each.</summary>
    Chops,
}

/// <summary>
/// A case of the Autobahn test suite: what a client sends, what it gets, and how the connection ends. The server is stricter than the suite asks
/// for: there is exactly one right answer to each.
/// </summary>
internal sealed record Case(params ClientFrame[] Sends)
{
    public Packets Packets { get; init; } = Packets.One;

    /// <summary>The messages and pongs that come back before the end.</summary>
    public ServerFrame[] Gets { get; init; } = [];

    /// <summary>The status with which the server closes; null when it goes on, and is closed by the client with 1000.</summary>
    public int? Fails { get; init; }

    /// <summary>The close frame that answers the one among those that are sent; null when there is none.</summary>
    public ServerFrame? Answer { get; init; }

    /// <summary>The same with other packets.</summary>
    public Case In(Packets packets) => this with { Packets = packets };

    public static Case Echoes(ServerFrame answer, params ClientFrame[] sends) => new(sends) { Gets = [answer] };

    public static Case FailsWith(int status, params ClientFrame[] sends) => new(sends) { Fails = status };

    /// <summary>The client closes, and the server answers.</summary>
    public static Case Closes(int? status, params ClientFrame[] sends) => new(sends) { Answer = ServerFrame.Close(status) };

    public async Task SendAsync(RawClient client)
    {
        var frames = Sends.Select(frame => frame.ToBytes()).ToList();
        var all = frames.SelectMany(bytes => bytes).ToArray();
        IEnumerable<byte[]> packets = Packets switch
        {
            Packets.One => [all],
            Packets.Frames => frames,
            Packets.Octets => all.Chunk(1),
            _ => all.Chunk(997),
        };
        foreach (var packet in packets) await client.TrySendAsync(packet);
    }

    /// <summary>Plays the case against the echo endpoint.</summary>
    public async Task RunAsync(EchoServer server)
    {
        using var client = await server.OpenAsync();
        await SendAsync(client);
        var end = Answer;
        if (Fails is { } status)
        {
            end = ServerFrame.Close(status);
        }
        else if (end is null)
        {
            await client.SendAsync(ClientFrame.Close(1000));
            end = ServerFrame.Close(1000);
        }

        Assert.Equal([.. Gets, end], await client.ReadToEndAsync());
    }
}
