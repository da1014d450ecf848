using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RealtimeHub.Transport.WebSockets;

/// <summary>Checks text that comes in parts, which may end in the middle of a character. A fault is found in the part where it is.</summary>
internal struct Utf8Check
{
    private const int LongestBeginning = 3;

    // The beginning of a character that has not come whole.
    private uint _begun;
    private int _count;

    /// <returns>False when this cannot be a part of a valid text.</returns>
    public bool Add(ReadOnlySpan<byte> part)
    {
        if (_count > 0 && !FinishCharacter(ref part)) return false;
        if (Utf8.IsValid(part)) return true;
        for (var length = 1; length <= Math.Min(LongestBeginning, part.Length); length++)
        {
            var end = part[^length..];
            if (Rune.DecodeFromUtf8(end, out _, out _) != OperationStatus.NeedMoreData) continue;
            Keep(end);
            return Utf8.IsValid(part[..^length]);
        }

        return false;
    }

    /// <summary>The text ends here.</summary>
    /// <returns>False when it ends in the middle of a character.</returns>
    public bool End()
    {
        var isWhole = _count == 0;
        (_begun, _count) = (0, 0);
        return isWhole;
    }

    private bool FinishCharacter(ref ReadOnlySpan<byte> part)
    {
        Span<byte> character = stackalloc byte[LongestBeginning + 1];
        for (var i = 0; i < _count; i++) character[i] = (byte)(_begun >> (8 * i));
        while (!part.IsEmpty)
        {
            character[_count++] = part[0];
            part = part[1..];
            switch (Rune.DecodeFromUtf8(character[.._count], out _, out _))
            {
                case OperationStatus.Done:
                    _count = 0;
                    return true;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        Keep(character[.._count]);
        return true;
    }

    private void Keep(ReadOnlySpan<byte> beginning)
    {
        (_begun, _count) = (0, beginning.Length);
        for (var i = 0; i < beginning.Length; i++) _begun |= (uint)beginning[i] << (8 * i);
    }
}
