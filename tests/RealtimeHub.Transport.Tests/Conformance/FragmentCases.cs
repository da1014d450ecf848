using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Group 5: fragments, and control frames between them.</summary>
internal static class FragmentCases
{
    private const int ProtocolError = 1002;
    private static readonly ClientFrame First = ClientFrame.Text("fragment1").Begun();
    private static readonly ClientFrame Second = ClientFrame.Continuation("fragment2");
    private static readonly ClientFrame Nothing = ClientFrame.Continuation("non-continuation payload");
    private static readonly ClientFrame Hello = ClientFrame.Text("Hello, world!");

    public static IEnumerable<(string Number, Case Case)> All =>
    [
        ("5.1", Case.FailsWith(ProtocolError, ClientFrame.Ping("fragment1").Begun(), Second)),
        ("5.2", Case.FailsWith(ProtocolError, ClientFrame.Pong("fragment1").Begun(), Second)),
        .. InAllPackets(3, Case.Echoes(Text("fragment1fragment2"), First, Second)),
        .. InAllPackets(6, new Case(First, ClientFrame.Ping("ping payload"), Second) { Gets = [Pong("ping payload"), Text("fragment1fragment2")] }),
        .. InAllPackets(9, Case.FailsWith(ProtocolError, Nothing, Hello)),
        .. InAllPackets(12, Case.FailsWith(ProtocolError, Nothing.Begun(), Hello)),
        ("5.15", new Case(First, Second, Nothing.Begun(), Hello) { Gets = [Text("fragment1fragment2")], Fails = ProtocolError }),
        ("5.16", Case.FailsWith(ProtocolError, Twice(Nothing.Begun(), Hello.Begun(), Second))),
        ("5.17", Case.FailsWith(ProtocolError, Twice(Nothing, Hello.Begun(), Second))),
        ("5.18", Case.FailsWith(ProtocolError, First, ClientFrame.Text("fragment2"))),
        ("5.20", FivePieces),
        ("5.20 in frames", FivePieces.In(Packets.Frames)),
        ("5.20 in octets", FivePieces.In(Packets.Octets)),
    ];

    /// <summary>The pieces of 5.19 up to where it waits for the pong, and what follows.</summary>
    public static (ClientFrame[] Before, ClientFrame[] After) InTwoParts =>
        ([First, Piece(2), ClientFrame.Ping("pongme 1!")], [Piece(3), Piece(4), ClientFrame.Ping("pongme 2!"), ClientFrame.Continuation("fragment5")]);

    private static Case FivePieces => new([.. InTwoParts.Before, .. InTwoParts.After])
    {
        Gets = [Pong("pongme 1!"), Pong("pongme 2!"), Text("fragment1fragment2fragment3fragment4fragment5")],
    };

    private static ClientFrame Piece(int number) => ClientFrame.Continuation($"fragment{number}").Begun();

    private static IEnumerable<(string Number, Case Case)> InAllPackets(int number, Case one) =>
        [($"5.{number}", one), ($"5.{number + 1}", one.In(Packets.Frames)), ($"5.{number + 2}", one.In(Packets.Octets))];

    private static ClientFrame[] Twice(params ClientFrame[] frames) => [.. frames, .. frames];

    private static ServerFrame Text(string text) => new(ServerFrame.TextKind, Encoding.UTF8.GetBytes(text));

    private static ServerFrame Pong(string text) => new(ServerFrame.PongKind, Encoding.UTF8.GetBytes(text));
}
