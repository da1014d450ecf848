using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Groups 2 (pings and pongs), 3 (reserved bits) and 4 (opcodes that mean nothing).</summary>
internal static class ControlCases
{
    private const int ProtocolError = 1002;
    private static readonly byte[] NotText = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF];
    private static readonly byte[] Full = [.. Enumerable.Repeat((byte)0xFE, 125)];
    private static readonly ClientFrame Hello = ClientFrame.Text("Hello, world!");
    private static readonly ServerFrame HelloBack = new(ServerFrame.TextKind, "Hello, world!"u8.ToArray());

    public static IEnumerable<(string Number, Case Case)> All => [.. Pings, .. ReservedBits, .. ReservedOpcodes];

    private static IEnumerable<(string Number, Case Case)> Pings =>
    [
        ("2.1", Case.Echoes(Pong([]), ClientFrame.Ping(""))),
        ("2.2", Case.Echoes(Pong("Hello, world!"u8), ClientFrame.Ping("Hello, world!"))),
        ("2.3", Case.Echoes(Pong(NotText), ClientFrame.Ping(NotText))),
        ("2.4", Case.Echoes(Pong(Full), ClientFrame.Ping(Full))),
        ("2.5", Case.FailsWith(ProtocolError, ClientFrame.Ping([.. Full, 0xFE]))),
        ("2.6", Case.Echoes(Pong(Full), ClientFrame.Ping(Full)).In(Packets.Octets)),
        ("2.7", new Case(ClientFrame.Pong(""))),
        ("2.8", new Case(ClientFrame.Pong("unsolicited pong payload"))),
        ("2.9", Case.Echoes(Pong("ping payload"u8), ClientFrame.Pong("unsolicited pong payload"), ClientFrame.Ping("ping payload"))),
        ("2.10", TenPings),
        ("2.11", TenPings.In(Packets.Octets)),
    ];

    private static Case TenPings => new([.. Enumerable.Range(0, 10).Select(i => ClientFrame.Ping($"payload-{i}"))])
    {
        Gets = [.. Enumerable.Range(0, 10).Select(i => Pong(Encoding.ASCII.GetBytes($"payload-{i}")))],
    };

    private static IEnumerable<(string Number, Case Case)> ReservedBits =>
    [
        ("3.1", Case.FailsWith(ProtocolError, Hello with { Reserved = 1 })),
        ("3.2", AfterHello(Hello with { Reserved = 2 }, ClientFrame.Ping(""))),
        ("3.3", AfterHello(Hello with { Reserved = 3 }, ClientFrame.Ping("")).In(Packets.Frames)),
        ("3.4", AfterHello(Hello with { Reserved = 4 }, ClientFrame.Ping("")).In(Packets.Octets)),
        ("3.5", Case.FailsWith(ProtocolError, ClientFrame.Binary(NotText) with { Reserved = 5 })),
        ("3.6", Case.FailsWith(ProtocolError, ClientFrame.Ping("Hello, world!") with { Reserved = 6 })),
        ("3.7", Case.FailsWith(ProtocolError, ClientFrame.Close(1000) with { Reserved = 7 })),
    ];

    private static IEnumerable<(string Number, Case Case)> ReservedOpcodes
    {
        get
        {
            foreach (var (group, first) in new[] { (1, 3), (2, 11) })
            {
                yield return ($"4.{group}.1", Case.FailsWith(ProtocolError, new ClientFrame(first, [])));
                yield return ($"4.{group}.2", Case.FailsWith(ProtocolError, new ClientFrame(first + 1, "reserved opcode payload"u8.ToArray())));
                yield return ($"4.{group}.3", AfterHello(new ClientFrame(first + 2, []), ClientFrame.Ping("")));
                yield return ($"4.{group}.4", AfterHello(new ClientFrame(first + 3, "reserved opcode payload"u8.ToArray()), ClientFrame.Ping("")));
                yield return ($"4.{group}.5", AfterHello(new ClientFrame(first + 4, "reserved opcode payload"u8.ToArray()), ClientFrame.Ping("")).In(Packets.Octets));
            }
        }
    }

    /// <summary>What was right is answered before what is wrong ends it.</summary>
    private static Case AfterHello(params ClientFrame[] wrong) => new([Hello, .. wrong]) { Gets = [HelloBack], Fails = ProtocolError };

    private static ServerFrame Pong(ReadOnlySpan<byte> payload) => new(ServerFrame.PongKind, payload.ToArray());
}
