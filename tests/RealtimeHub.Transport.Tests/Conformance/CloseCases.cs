using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Group 7: the closing handshake.</summary>
internal static class CloseCases
{
    private const int ProtocolError = 1002;
    private const int InvalidText = 1007;
    private static readonly ClientFrame Normal = ClientFrame.Close(1000);
    private static readonly int[] Valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    private static readonly int[] Invalid = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

    public static IEnumerable<(string Number, Case Case)> All =>
    [
        .. WhatFollows,
        // No reason is the usual one: SignalR's clients close like this, and hear 1000.
        ("7.3.1", Case.Closes(1000, new ClientFrame(8, []))),
        ("7.3.2", Case.FailsWith(ProtocolError, new ClientFrame(8, [0x03]))),
        ("7.3.3", Case.Closes(1000, Normal)),
        ("7.3.4", Case.Closes(1000, ClientFrame.Close(1000, "Hello World!"))),
        ("7.3.5", Case.Closes(1000, ClientFrame.Close(1000, new string('*', 123)))),
        ("7.3.6", Case.FailsWith(ProtocolError, ClientFrame.Close(1000, new string('*', 124)))),
        ("7.5.1", Case.FailsWith(InvalidText, ClientFrame.Close(1000, [.. Encoding.UTF8.GetBytes("κόσμε"), 0xED, 0xA0, 0x80, .. "edited"u8]))),
        .. Valid.Select((status, i) => ($"7.7.{i + 1} ({status})", Case.Closes(status, ClientFrame.Close(status)))),
        .. Invalid.Select((status, i) => ($"7.9.{i + 1} ({status})", Case.FailsWith(ProtocolError, ClientFrame.Close(status)))),
        ("7.13.1 (5000)", Case.FailsWith(ProtocolError, ClientFrame.Close(5000))),
        ("7.13.2 (65535)", Case.FailsWith(ProtocolError, ClientFrame.Close(65_535))),
    ];

    /// <summary>Whatever comes after a close is not looked at.</summary>
    private static IEnumerable<(string Number, Case Case)> WhatFollows
    {
        get
        {
            var hello = new ServerFrame(ServerFrame.TextKind, "Hello World!"u8.ToArray());
            var large = Encoding.ASCII.GetBytes(new string('*', 256 * 1024));
            yield return ("7.1.1", Case.Closes(1000, ClientFrame.Text("Hello World!"), Normal) with { Gets = [hello] });
            yield return ("7.1.2", Case.Closes(1000, Normal, Normal));
            yield return ("7.1.3", Case.Closes(1000, Normal, ClientFrame.Ping("")));
            yield return ("7.1.4", Case.Closes(1000, Normal, ClientFrame.Text("Hello World!")));
            yield return ("7.1.5", Case.Closes(1000, ClientFrame.Text("fragment1").Begun(), Normal, ClientFrame.Continuation("fragment2")));
            yield return ("7.1.6", Case.Closes(1000, ClientFrame.Text(large), Normal, ClientFrame.Ping("")) with { Gets = [new ServerFrame(ServerFrame.TextKind, large)] });
        }
    }
}
