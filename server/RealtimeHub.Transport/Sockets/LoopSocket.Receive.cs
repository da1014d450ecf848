using RealtimeHub.Transport.Native;

namespace RealtimeHub.Transport.Sockets;

/// <summary>Reading: on the loop, into the loop's own buffer.</summary>
internal sealed partial class LoopSocket
{
    /// <summary>After so many full buffers the other sockets of the loop have their turn.</summary>
    private const int BuffersInARow = 4;

    // The client has closed its side, or the connection failed: a short read is not the last one. Touched only by the loop.
    private bool _hasEnded;

    /// <summary>Whether an owner has been told that nothing more comes: the kernel does not say so to the next. On the loop.</summary>
    public bool IsInputOver { get; private set; }

    /// <summary>The owner wants input again. May be called on any thread.</summary>
    public void ReadOn()
    {
        if (!Loop.IsCurrent) Loop.Post(this);
        else if (!_isReading) Read();
    }

    /// <summary>
    /// The poll tells once that something came. A read that fills less than its buffer has left nothing behind, so most messages cost one
    /// call; what has not been read is remembered.
    /// </summary>
    private void Read()
    {
        _isReading = true;
        try
        {
            for (var i = 0; _isReadable && !IsClosed && Owner.WantsInput; i++)
            {
                if (i == BuffersInARow)
                {
                    Loop.Post(this);
                    return;
                }

                ReadOnce();
            }
        }
        finally
        {
            _isReading = false;
        }
    }

    private void ReadOnce()
    {
        var scratch = Loop.Scratch;
        var count = ReceiveInto(scratch, out var error);
        switch (count)
        {
            case > 0:
                _isReadable = count == scratch.Length || _hasEnded;
                Owner.Received(scratch[..count]);
                break;
            case 0:
                _isReadable = false;
                IsInputOver = true;
                Owner.InputEnded();
                break;
            default:
                _isReadable = error == LinuxNumbers.Interrupted;
                if (error is not (LinuxNumbers.Again or LinuxNumbers.Interrupted)) Close();
                break;
        }
    }

    private unsafe int ReceiveInto(Span<byte> scratch, out int error)
    {
        lock (this)
        {
            error = LinuxNumbers.Again;
            if (_isClosed) return -1;
            fixed (byte* first = scratch)
            {
                var count = (int)Libc.Receive(_file, first, (nuint)scratch.Length, 0);
                if (count < 0) error = Libc.LastError;
                return count;
            }
        }
    }
}
