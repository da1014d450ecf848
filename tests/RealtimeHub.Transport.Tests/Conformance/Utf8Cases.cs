using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Group 6: what is text.</summary>
internal static class Utf8Cases
{
    private const int InvalidText = 1007;
    private static readonly byte[] Start = Encoding.UTF8.GetBytes("κόσμε");
    private static readonly byte[] Surrogate = [0xED, 0xA0, 0x80];

    public static IEnumerable<(string Number, Case Case)> All =>
    [
        .. Empty, .. Pieces,
        .. Utf8Vectors.All.SelectMany(vector => new[]
        {
            (vector.Number, Whole(vector.Text, vector.IsValid)),
            ($"{vector.Number} in fragments", InFragments(vector.Text, vector.IsValid)),
            ($"{vector.Number} in octets", Whole(vector.Text, vector.IsValid).In(Packets.Octets)),
        }),
    ];

    /// <summary>6.4: what is sent before the fault, the fault, and what is never reached. The server does not wait for the end of the message.</summary>
    public static IEnumerable<(string Number, byte[] Before, byte[] Fault)> FailFast =>
    [
        ("6.4.1", Start, [0xF4, 0x90, 0x80, 0x80]),
        ("6.4.2", [.. Start, 0xF4], [0x90]),
    ];

    private static IEnumerable<(string Number, Case Case)> Empty
    {
        get
        {
            var nothing = new ServerFrame(ServerFrame.TextKind, []);
            yield return ("6.1.1", Case.Echoes(nothing, ClientFrame.Text("")));
            yield return ("6.1.2", Case.Echoes(nothing, ClientFrame.Text("").Begun(), ClientFrame.Continuation("").Begun(), ClientFrame.Continuation("")));
            yield return ("6.1.3", Case.Echoes(
                new ServerFrame(ServerFrame.TextKind, "middle frame payload"u8.ToArray()),
                ClientFrame.Text("").Begun(), ClientFrame.Continuation("middle frame payload").Begun(), ClientFrame.Continuation("")));
        }
    }

    private static IEnumerable<(string Number, Case Case)> Pieces
    {
        get
        {
            var text = Encoding.UTF8.GetBytes("Hello-µ@ßöäüàá-UTF-8!!");
            var answer = new ServerFrame(ServerFrame.TextKind, text);
            byte[] wrong = [.. Start, .. Surrogate, .. "edited"u8];
            yield return ("6.2.1", Case.Echoes(answer, ClientFrame.Text(text)));
            yield return ("6.2.2", Case.Echoes(answer, ClientFrame.Text("Hello-µ@ßöä").Begun(), ClientFrame.Continuation("üàá-UTF-8!!")));
            yield return ("6.2.3", InFragments(text, isValid: true));
            yield return ("6.2.4", InFragments(Start, isValid: true));
            yield return ("6.3.1", Whole(wrong, isValid: false));
            yield return ("6.3.2", InFragments(wrong, isValid: false));
        }
    }

    private static Case Whole(byte[] text, bool isValid) => Judged(text, isValid, ClientFrame.Text(text));

    private static Case InFragments(byte[] text, bool isValid) => Judged(
        text, isValid, [.. text.Select((one, i) => new ClientFrame(i == 0 ? 1 : 0, [one]) { IsFinal = i == text.Length - 1 })]);

    private static Case Judged(byte[] text, bool isValid, params ClientFrame[] frames) =>
        isValid ? Case.Echoes(new ServerFrame(ServerFrame.TextKind, text), frames) : Case.FailsWith(InvalidText, frames);
}
