using System.Buffers;

namespace RealtimeHub.Load.Engine;

/// <summary>Bytes that have to wait for others: borrowed from a pool only while there are any.</summary>
internal struct Leftover
{
    private byte[]? _bytes;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Keeps these bytes instead of those before.</summary>
    public void Set(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Clear();
            return;
        }

        if (_bytes is null || _bytes.Length < bytes.Length) Exchange(bytes.Length);
        bytes.CopyTo(_bytes);
        Count = bytes.Length;
    }

    /// <summary>Keeps these bytes too.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var needed = Count + bytes.Length;
        if (_bytes is null || _bytes.Length < needed)
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * Count));
            Bytes.CopyTo(grown);
            if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = grown;
        }

        bytes.CopyTo(_bytes.AsSpan(Count));
        Count = needed;
    }

    /// <summary>The first of them are done with.</summary>
    public void RemoveFirst(int count)
    {
        if (count == Count)
        {
            Clear();
            return;
        }

        _bytes.AsSpan(count, Count - count).CopyTo(_bytes);
        Count -= count;
    }

    public void Clear()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Count) = (null, 0);
    }

    private void Exchange(int length)
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(length);
    }
}
