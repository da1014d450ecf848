namespace RealtimeHub.Load.Connections;

/// <summary>Cuts a stream of bytes into the records of SignalR's JSON protocol, which end with 0x1E, wherever frames begin and end.</summary>
internal struct RecordReader
{
    private const byte End = 0x1E;
    private const int MaxRecord = 1_048_576;

    private byte[]? _begun;
    private int _count;

    /// <summary>The next whole record without its end, or false when the input is used up. The record is valid until the next call.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> record)
    {
        var end = input.IndexOf(End);
        if (end < 0)
        {
            Keep(input);
            input = default;
            record = default;
            return false;
        }

        record = input[..end];
        input = input[(end + 1)..];
        if (_count == 0) return true;
        Keep(record);
        record = _begun.AsSpan(0, _count);
        _count = 0;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return;
        var needed = _count + part.Length;
        if (needed > MaxRecord) throw new LoadException($"the server sent a message of more than {MaxRecord} bytes");
        if (_begun is null || _begun.Length < needed) Array.Resize(ref _begun, Math.Max(needed, 2 * _count));
        part.CopyTo(_begun.AsSpan(_count));
        _count = needed;
    }
}
