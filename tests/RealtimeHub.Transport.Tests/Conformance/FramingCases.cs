using System.Text;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>Groups 1 (framing) and 10 (fragments made by machines).</summary>
internal static class FramingCases
{
    private const int Fragment = 1300;
    private static readonly int[] Sizes = [0, 125, 126, 127, 128, 65_535, 65_536];

    public static IEnumerable<(string Number, Case Case)> All =>
    [
        .. Sizes.Select((size, i) => ($"1.1.{i + 1}", Text(size))),
        ("1.1.8", Text(65_536).In(Packets.Chops)),
        .. Sizes.Select((size, i) => ($"1.2.{i + 1}", Binary(size))),
        ("1.2.8", Binary(65_536).In(Packets.Chops)),
        ("10.1.1", Fragments()),
        ("10.1.1 in chops", Fragments().In(Packets.Chops)),
        ("10.1.1 in frames", Fragments().In(Packets.Frames)),
    ];

    private static Case Text(int size) => Case.Echoes(new ServerFrame(ServerFrame.TextKind, Stars(size)), ClientFrame.Text(Stars(size)));

    private static Case Binary(int size)
    {
        var bytes = Enumerable.Range(0, size).Select(i => (byte)(i * 7)).ToArray();
        return Case.Echoes(new ServerFrame(ServerFrame.BinaryKind, bytes), ClientFrame.Binary(bytes));
    }

    private static Case Fragments()
    {
        var pieces = Stars(65_536).Chunk(Fragment).ToList();
        var frames = pieces.Select((piece, i) => new ClientFrame(i == 0 ? 1 : 0, piece) { IsFinal = i == pieces.Count - 1 });
        return Case.Echoes(new ServerFrame(ServerFrame.TextKind, Stars(65_536)), [.. frames]);
    }

    private static byte[] Stars(int size) => Encoding.ASCII.GetBytes(new string('*', size));
}
