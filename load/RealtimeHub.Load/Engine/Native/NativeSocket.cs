using System.Runtime.InteropServices;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>A TCP socket that never blocks.</summary>
internal static unsafe class NativeSocket
{
    // Small buffers, so that it shows soon when nobody reads.
    private const int SlowReceiveBuffer = 8_192;

    // The kernel of the server keeps some segments for a client that does not read. On the loopback interface a segment has
    // 64 KiB, which would make megabytes of it; this is the size that networks have.
    private const int SlowSegment = 1_460;

    /// <summary>Begins to connect. Whether it worked is told by the poll.</summary>
    /// <param name="target">The server.</param>
    /// <param name="source">The address to come from; null: the kernel chooses.</param>
    /// <param name="slow">Whether it will read slowly, and so should hold little.</param>
    /// <exception cref="LoadException">It failed at once.</exception>
    public static int Connect(InternetAddress target, InternetAddress? source, bool slow)
    {
        var socket = Libc.Socket(LinuxNumbers.Internet, LinuxNumbers.StreamNonBlockingCloseOnExec, 0);
        if (socket < 0) throw Failure();
        Set(socket, LinuxNumbers.LevelTcp, LinuxNumbers.OptionNoDelay, 1);
        Set(socket, LinuxNumbers.LevelSocket, LinuxNumbers.OptionTimestamps, 1);
        if (slow)
        {
            Set(socket, LinuxNumbers.LevelSocket, LinuxNumbers.OptionReceiveBuffer, SlowReceiveBuffer);
            Set(socket, LinuxNumbers.LevelTcp, LinuxNumbers.OptionMaxSegment, SlowSegment);
        }

        if (Begin(socket, target, source)) return socket;
        var failure = Failure();
        Libc.Close(socket);
        throw failure;
    }

    /// <summary>Reads what is there; a socket that blocks waits for something.</summary>
    /// <param name="socket">One that is connected.</param>
    /// <param name="buffer">Where the bytes go; it must not move.</param>
    /// <param name="length">How many there may be.</param>
    /// <param name="arrival">When the last of them came.</param>
    /// <returns>How many there were; 0 at the end of the stream, negative after a failure.</returns>
    public static int Receive(int socket, byte* buffer, int length, out ArrivalNote arrival)
    {
        ArrivalNote note = default;
        var part = new MessagePart { First = buffer, Length = (nuint)length };
        var message = new MessageHeader { Parts = &part, PartCount = 1, Notes = &note, NotesLength = (nuint)sizeof(ArrivalNote) };
        var count = (int)Libc.ReceiveMessage(socket, &message, 0);
        arrival = note;
        return count;
    }

    /// <summary>Why connecting or the connection failed; null when it did not.</summary>
    public static string? Error(int socket)
    {
        int error;
        uint length = sizeof(int);
        Libc.GetOption(socket, LinuxNumbers.LevelSocket, LinuxNumbers.OptionError, &error, &length);
        return error == 0 ? null : Marshal.GetPInvokeErrorMessage(error);
    }

    /// <summary>Ends it as a crash or a pulled cable's timeout does: with a reset, and without a goodbye.</summary>
    public static void Break(int socket)
    {
        var linger = 1L; // on, and for 0 seconds
        Libc.SetOption(socket, LinuxNumbers.LevelSocket, LinuxNumbers.OptionLinger, &linger, sizeof(long));
        Libc.Close(socket);
    }

    private static bool Begin(int socket, InternetAddress target, InternetAddress? source)
    {
        if (source is { } address)
        {
            // Without this the kernel would choose the port now, unlike any other of this address, and run out of them.
            Set(socket, LinuxNumbers.LevelIp, LinuxNumbers.OptionBindAddressNoPort, 1);
            if (Libc.Bind(socket, &address, InternetAddress.Size) < 0) return false;
        }

        return Libc.Connect(socket, &target, InternetAddress.Size) >= 0 || Marshal.GetLastPInvokeError() == LinuxNumbers.InProgress;
    }

    private static void Set(int socket, int level, int option, int value) =>
        Libc.Check(Libc.SetOption(socket, level, option, &value, sizeof(int)), "setsockopt");

    private static LoadException Failure() => new(Marshal.GetLastPInvokeError() switch
    {
        LinuxNumbers.TooManyFiles => "too many open files: raise the limit with 'ulimit -n', or use more workers",
        LinuxNumbers.NoFreeAddress => "no free port is left: use more source addresses",
        _ => $"cannot connect: {Libc.LastError}",
    });
}
