using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Fuzzing;

/// <summary>Frames that end a connection, each in a way of its own.</summary>
internal static class IllegalFrames
{
    private static readonly int[] ReservedOpcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
    private static readonly int[] ReservedStatuses = [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535];

    public static (ClientFrame Frame, int Status) Make(Random random, bool isInMessage)
    {
        var data = new ClientFrame(isInMessage ? 0 : 2, new byte[random.Next(126)]);
        return random.Next(12) switch
        {
            0 => (data with { Reserved = random.Next(1, 8) }, 1002),
            1 => (data with { Opcode = ReservedOpcodes[random.Next(ReservedOpcodes.Length)] }, 1002),
            2 => (data with { IsMasked = false }, 1002),
            3 => (new ClientFrame(random.Next(8, 11), new byte[random.Next(126)]) { IsFinal = false }, 1002),
            4 => (new ClientFrame(random.Next(8, 11), new byte[random.Next(126, 70_000)]), 1002),

            // A continuation of nothing, or a message within a message.
            5 => (data with { Opcode = isInMessage ? random.Next(1, 3) : 0 }, 1002),
            6 => (data with { Length = LengthForm.In16Bits }, 1002),
            7 => (data with { Length = LengthForm.In64Bits, Payload = new byte[random.Next(2) == 0 ? 65_535 : random.Next(65_536)] }, 1002),
            8 => (data with { Length = LengthForm.In64Bits, ClaimedLength = ulong.MaxValue - (ulong)random.Next(1_000) }, 1002),
            9 => (new ClientFrame(8, [3]), 1002),
            10 => (ClientFrame.Close(ReservedStatuses[random.Next(ReservedStatuses.Length)]), 1002),
            _ => (ClientFrame.Close(1000, [0x61, 0xC3]), 1007),
        };
    }
}
