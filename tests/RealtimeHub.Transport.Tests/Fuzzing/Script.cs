using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Fuzzing;

/// <summary>What a client sends over one connection, made by chance, and what has to come of it. Whoever makes it knows; nothing is parsed.</summary>
internal sealed class Script
{
    private static readonly int[] Boundaries = [0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 124, 125, 126, 127, 128];
    private static readonly int[] Large = [1_000, 4_096, 65_535, 65_536, 65_537];

    private readonly Random _random;
    private readonly bool _isUtf8;
    private readonly List<byte> _message = [];
    private int _kind;

    private Script(Random random, bool isUtf8) => (_random, _isUtf8) = (random, isUtf8);

    public List<ClientFrame> Frames { get; } = [];

    /// <summary>Messages by kind (1, 2), pings (9), pongs (10) and a close (8), in order.</summary>
    public List<ServerFrame> Expected { get; } = [];

    /// <summary>The status that the last frame earns; 0 for none.</summary>
    public int Fails { get; private set; }

    /// <param name="random">Chance.</param>
    /// <param name="isUtf8">Whether text has to be right: the parser alone does not look.</param>
    public static Script Make(Random random, bool isUtf8)
    {
        var script = new Script(random, isUtf8);
        for (var left = random.Next(1, 60); left > 0; left--) script.AddLegal();
        if (random.Next(2) == 0) script.AddIllegal();
        else if (random.Next(2) == 0) script.AddClose();
        return script;
    }

    public byte[] ToBytes() => [.. Frames.SelectMany(frame => frame.ToBytes())];

    private void AddLegal()
    {
        switch (_random.Next(6))
        {
            case 0:
                AddControl(9);
                break;
            case 1:
                AddControl(10);
                break;
            default:
                AddData();
                break;
        }
    }

    private void AddControl(int opcode)
    {
        var frame = Masked(new ClientFrame(opcode, Bytes(_random.Next(4) == 0 ? 125 : _random.Next(20))));
        Frames.Add(frame);
        Expected.Add(new ServerFrame(opcode, opcode == 9 ? frame.Payload : []));
    }

    private void AddData()
    {
        var begins = _kind == 0;
        if (begins) _kind = _random.Next(1, 3);
        var size = _random.Next(40) == 0 ? Large[_random.Next(Large.Length)] : Boundaries[_random.Next(Boundaries.Length)];
        var payload = _kind == 1 && _isUtf8 ? Letters(size) : Bytes(size);
        var isFinal = _random.Next(2) == 0;
        Frames.Add(Masked(new ClientFrame(begins ? _kind : 0, payload) { IsFinal = isFinal }));
        _message.AddRange(payload);
        if (!isFinal) return;
        Expected.Add(new ServerFrame(_kind, [.. _message]));
        _message.Clear();
        _kind = 0;
    }

    private void AddClose()
    {
        var status = new[] { 1000, 1001, 3000, 4999 }[_random.Next(4)];
        Frames.Add(Masked(ClientFrame.Close(status, Letters(_random.Next(124)))));
        Expected.Add(ServerFrame.Close(status));
    }

    private void AddIllegal()
    {
        var wrong = IllegalFrames.Make(_random, isInMessage: _kind != 0);
        Frames.Add(Masked(wrong.Frame));
        Fails = wrong.Status;
    }

    private ClientFrame Masked(ClientFrame frame) => frame with { Mask = (uint)_random.NextInt64(1L << 32) };

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Letters(int count)
    {
        var bytes = Bytes(count);
        for (var i = 0; i < count; i++) bytes[i] &= 0x7F;
        return bytes;
    }
}
